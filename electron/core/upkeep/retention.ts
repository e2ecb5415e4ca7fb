/**
 * Retention: what is older than the setting allows is dropped in the background, a step at a time, so short and so far apart that events
 * come in as ever. When the mirror outgrows its room, the oldest go regardless of their age. A change of the setting ends what is under
 * way; a crash leaves it to go on where it stood.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../../shared/domain/settings.ts';
import {
  type ClockDoubt,
  type DroppedRecording,
  type Dropping,
  droppings,
  type UpkeepDone,
} from '../../../shared/domain/upkeep.ts';
import type { RowStep, RowsDone } from '../mirror/retention/drop-rows.ts';
import type { DropDone, DropStep } from '../mirror/retention/drop-step.ts';

type RetentionSettings = Settings['retention'];

/** Bytes of the mirror that hold something, after a step. */
interface Used {
  used: number;
}

export interface RetentionDeps {
  settings: () => RetentionSettings;
  drop: (step: DropStep) => Promise<DropDone & Used>;
  dropRows: (step: RowStep) => Promise<RowsDone & Used>;
  /** What may be cached of them goes too. */
  forgetRecordings: (recordings: readonly DroppedRecording[]) => void;
  note: (done: Omit<UpkeepDone, 'id'>) => Promise<void>;
  now: () => number;
  pause: (ms: number) => Promise<unknown>;
}

const dayMs = 86_400_000;
/** At least that long nothing is dropped after a step, and as many times as long as the step took. */
const pauseMs = 15;
const pauseShare = 3;

const words: Record<Dropping, string> = {
  bodies: 'lost their bodies',
  transcripts: 'lost their transcripts',
  rows: 'gone with their calls',
};

/** What must go by its age, the more thorough first: it does the others' work too. */
function dueByAge(
  { bodiesDays, transcriptsDays, rowsDays }: RetentionSettings,
  now: number,
): { what: Dropping; before: number }[] {
  return [
    { what: 'rows' as const, days: rowsDays },
    { what: 'transcripts' as const, days: transcriptsDays },
    { what: 'bodies' as const, days: bodiesDays },
  ].flatMap(({ what, days }) => (days === null ? [] : [{ what, before: now - days * dayMs }]));
}

/** So far ahead of whatever a platform told of, a clock is not believed: nobody gets back what a wrong year drops. */
const mostAheadMs = 7 * dayMs;

/** What speaks against this machine's clock, if anything does. Times are epoch milliseconds UTC, `null` where nothing is known. */
export function doubtOf(now: number, toldAt: number | null, lastDroppedAt: number | null): ClockDoubt | null {
  if (toldAt === null) return null;
  const known = Math.max(toldAt, lastDroppedAt ?? toldAt);
  return now - known > mostAheadMs ? { now, toldAt } : null;
}

/** Drops all that is due by now; resolves with the events that lost something, which are on record then. Rejects as SQLite does. */
export async function retain(
  { settings, drop, dropRows, forgetRecordings, note, now, pause }: RetentionDeps,
  signal: AbortSignal,
): Promise<Record<Dropping, number>> {
  const asked = settings();
  const at = now();
  const dropped: Record<Dropping, number> = { bodies: 0, transcripts: 0, rows: 0 };
  const goesOn = () => !signal.aborted && isDeepStrictEqual(settings(), asked);

  /** Rows are looked through from the oldest on each time: what could not go then may go now. */
  function stepsOf(what: Dropping, before: number): () => Promise<DropDone & Used> {
    if (what !== 'rows') return () => drop({ what, before, at: now() });
    let after = 0;
    return async () => {
      const done = await dropRows({ before, at: now(), after, keepMarked: asked.keepMarked });
      after = done.reached;
      return done;
    };
  }

  /** Until nothing is left, or `isEnough` of the bytes that are in use. */
  async function dropAll(what: Dropping, before: number, isEnough: (used: number) => boolean): Promise<void> {
    const next = stepsOf(what, before);
    while (goesOn()) {
      const begun = performance.now();
      const done = await next();
      dropped[what] += done.dropped;
      forgetRecordings(done.recordings);
      if (done.seen === 0 || isEnough(done.used)) return;
      await pause(Math.max(pauseMs, pauseShare * (performance.now() - begun)));
    }
  }

  try {
    for (const { what, before } of dueByAge(asked, at)) await dropAll(what, before, () => false);
    const most = asked.maxGb === null ? null : asked.maxGb * 1e9;
    if (most !== null && goesOn()) {
      // Nothing is older than the beginning of time: only asks how much is in use.
      let { used } = await drop({ what: 'bodies', before: 0, at });
      for (const what of droppings) {
        if (used <= most) break;
        await dropAll(what, at, (left) => {
          used = left;
          return left <= most;
        });
      }
    }
  } finally {
    const told = droppings.filter((what) => dropped[what] > 0).map((what) => `${dropped[what]} events ${words[what]}`);
    if (told.length > 0)
      await note({ what: 'retention', at, durationMs: now() - at, problem: null, detail: told.join(', ') });
  }
  return dropped;
}
