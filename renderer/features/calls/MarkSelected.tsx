/** Marks all selected calls as reviewed, or flags them, and takes that back. */
import { Button } from '@mantine/core';
import { IconChecks, IconFlag } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Mark } from '../../../shared/domain/review.ts';
import { client } from '../../app/client.ts';
import { plural } from '../../ui/format.ts';
import { sentence } from '../../ui/sentence.ts';

export function MarkSelected({ ids }: { ids: readonly number[] }) {
  const mark = useMutation({
    mutationFn: async (what: Mark) => {
      const undos: number[] = [];
      // One after the other: each is a line of the audit, and a failure leaves those before it as they are.
      for (const id of ids) undos.push((await client.review.change({ id, [what]: true })).undo);
      return { what, undos };
    },
  });
  const undo = useMutation({
    mutationFn: async (undos: readonly number[]) => {
      for (const each of undos.toReversed()) await client.review.undo({ undo: each });
    },
    onSuccess: () => mark.reset(),
  });
  const error = mark.error ?? undo.error;
  if (mark.data) {
    const { what, undos } = mark.data;
    return (
      <>
        <span role="status">
          {plural(undos.length, 'call')} {what === 'flagged' ? 'flagged' : 'marked as reviewed'}.
        </span>
        <Button loading={undo.isPending} onClick={() => undo.mutate(undos)}>
          Undo
        </Button>
      </>
    );
  }
  return (
    <>
      {error ? (
        <span role="alert" className="warn">
          {sentence(error)}
        </span>
      ) : null}
      <MarkButtons busy={mark.isPending ? mark.variables : null} onMark={(as) => mark.mutate(as)} />
    </>
  );
}

/** `busy`: which of them is being done. */
export function MarkButtons({ busy = null, onMark }: { busy?: Mark | null; onMark(as: Mark): void }) {
  return (
    <>
      <Button
        leftSection={<IconChecks size={14} aria-hidden />}
        loading={busy === 'reviewed'}
        disabled={busy !== null}
        onClick={() => onMark('reviewed')}
      >
        Mark as reviewed
      </Button>
      <Button
        leftSection={<IconFlag size={14} aria-hidden />}
        loading={busy === 'flagged'}
        disabled={busy !== null}
        onClick={() => onMark('flagged')}
      >
        Flag
      </Button>
    </>
  );
}
