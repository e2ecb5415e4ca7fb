/** What a reviewer does to calls, one after the other, and how the last of it is undone. */
import { ORPCError } from '@orpc/client';
import { useCallback, useRef, useState } from 'react';
import type { CallReview } from '../../../shared/domain/review.ts';
import { client } from '../../app/client.ts';
import { sentence } from '../../ui/sentence.ts';
import { useMarkRow } from './queries.ts';

export interface Change {
  reviewed?: boolean;
  flagged?: boolean;
  score?: number | null;
  card?: Record<string, number | null>;
}

interface Done {
  id: number;
  words: string;
  undo(): Promise<CallReview | null>;
}

export interface Doings {
  /** What was done last, in a few words; `bad` when it could not be. */
  said: { words: string; bad: boolean } | null;
  canUndo: boolean;
  /** Whether it was done. A second one for a call waits for nothing: it is refused while the first is under way. */
  change(id: number, change: Change, words: string): Promise<boolean>;
  /** `undo` as of a note that was added. */
  noted(id: number, words: string, undo: () => Promise<unknown>): void;
  /** The call it was about, to go back to. */
  undo(): Promise<number | null>;
}

export function useDoings(queue: number | undefined): Doings {
  const mark = useMarkRow();
  const done = useRef<Done[]>([]);
  const busy = useRef(false);
  const [said, setSaid] = useState<Doings['said']>(null);
  const [canUndo, setCanUndo] = useState(false);

  const keep = useCallback((one: Done) => {
    done.current.push(one);
    setCanUndo(true);
    setSaid({ words: one.words, bad: false });
  }, []);

  /** One at a time, so that each is undone over exactly what it changed. */
  const alone = useCallback(async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (busy.current) return otherwise;
    busy.current = true;
    try {
      return await work();
    } finally {
      busy.current = false;
    }
  }, []);

  const change = useCallback(
    (id: number, wanted: Change, words: string) =>
      alone(async () => {
        try {
          const { undo, review } = await client.review.change({
            id,
            ...wanted,
            ...(queue === undefined ? {} : { queue }),
          });
          mark(review);
          keep({ id, words, undo: () => client.review.undo({ undo }) });
          return true;
        } catch (error) {
          setSaid({ words: `Not done: ${sentence(error)}`, bad: true });
          return false;
        }
      }, false),
    [alone, keep, mark, queue],
  );

  const noted = useCallback(
    (id: number, words: string, undo: () => Promise<unknown>) =>
      keep({
        id,
        words,
        undo: async () => {
          await undo();
          return null;
        },
      }),
    [keep],
  );

  const undo = useCallback(
    () =>
      alone(async () => {
        const last = done.current.at(-1);
        if (!last) return null;
        try {
          const review = await last.undo();
          if (review) mark(review);
          setSaid({ words: `Undone: ${last.words}`, bad: false });
          return last.id;
        } catch (error) {
          setSaid({ words: `Not undone: ${whyNot(error)}`, bad: true });
          return null;
        } finally {
          done.current.pop();
          setCanUndo(done.current.length > 0);
        }
      }, null),
    [alone, mark],
  );

  return { said, canUndo, change, noted, undo };
}

function whyNot(error: unknown): string {
  if (error instanceof ORPCError && error.code === 'CHANGED_SINCE') return 'the review was changed again since.';
  return sentence(error);
}
