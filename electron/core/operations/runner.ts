/**
 * Drives one operation: takes from its schedule what may begin, looks whether it is still as planned, makes the beginning durable, and
 * only then carries it out. While some wait for the disk the next are read, and an item's place is free once its host has answered.
 * Everything that must survive is in the mirror; a runner can be made anew from there at any time.
 */
import type { Pace } from '../../../shared/domain/bulk.ts';
import type { EndpointSetups } from '../delivery/types.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import { createRate } from '../sources/rate.ts';
import { type CarryOut, refOf } from './carry-out.ts';
import type { Drafted, Drafter, OperationRequest } from './drafter.ts';
import type { Rounds } from './rounds.ts';
import { itemsOf, limitsOf } from './runner-items.ts';
import { createSchedule, type Schedule, type ScheduleItem } from './schedule.ts';
import { type Checked, createChecked } from './still-planned.ts';

export interface RunnerDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  rounds: Rounds;
  setups: EndpointSetups;
  draft: Drafter;
  carryOut: CarryOut;
  /** Of a clock that nobody sets: the pace and what an endpoint asked for hold however the wall clock jumps. */
  now: () => number;
  log: (line: string) => void;
}

export interface Live {
  ratePerS: number;
  secondsLeft: number | null;
  why: string | null;
}

export interface Runner {
  /** Resolves when nothing more is being begun. */
  pause(why: string): Promise<void>;
  goOn(): void;
  /** It had to give up; what is left needs another runner. */
  isBroken(): boolean;
  /** Begins nothing more. */
  stop(): void;
  /** Cancels what is under way. */
  cancel(): void;
  live(): Live;
  /** Resolves when nothing of it is under way and nothing will be. */
  done: Promise<void>;
}

/** A single item goes at once. */
const singlePace: Pace = { perHostPerS: 1000, perHostAtOnce: 1, canary: 0, stopAfter: 0 };
/** So many items are read, checked and begun in one go; their bodies are in memory then. */
const mostAtOnce = 64;
/** So many are begun ahead of their place, at most. */
const mostAhead = 768;
/** What was compared with its plan so long ago is compared once more. */
const freshMs = 500;
/** Node's timers count no further. */
const longestTimerMs = 2 ** 31 - 1;

export async function startRunner(
  operation: StoredOperation,
  requestOf: (target: number) => OperationRequest,
  deps: RunnerDeps,
): Promise<Runner> {
  const { readers, ingest, rounds, now, log } = deps;
  const items = await itemsOf(operation, readers);
  const pace = operation.pace ?? singlePace;
  const { counts } = operation;
  const sent = (counts.succeeded ?? 0) + (counts.failed ?? 0) + (counts.unknown ?? 0);
  const schedule: Schedule = createSchedule({
    pace,
    items: [...items.values()],
    limits: await limitsOf(operation, deps),
    canaryLeft: operation.goneOn || pace.canary === 0 ? null : Math.max(0, pace.canary - sent),
    breaker: operation.pace !== null,
  });
  const checked = createChecked(items, requestOf, deps);
  const cancelled = new AbortController();
  /** Under way, or over and not yet durable. */
  const begun = new Set<string>();
  /** Of those, how many are over. */
  let recording = 0;
  /** Waiting to be read and for the disk. */
  const beginning = new Set<Promise<void>>();
  let reading = Promise.resolve();
  /** Begun ahead of their place, durably. */
  const ahead = new Map<string, { drafted: Drafted; at: number }>();
  const rate = createRate(now);
  let stopped = false;
  let broken = false;
  let pumping: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let soon = false;
  let told = 'running';
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });

  /** One at a time; what ends meanwhile makes it go round once more, so that beginnings share a write to the disk. */
  function pump(): Promise<void> {
    again = true;
    pumping ??= (async () => {
      while (again) {
        again = false;
        clearTimeout(timer);
        round();
        giveBack(stopped);
        if (stopped || schedule.phase().phase === 'paused') {
          await Promise.all(beginning);
          // What was on its way to be begun ahead.
          giveBack(true);
          await Promise.all(beginning);
        }
        await tellPhase().catch((error: unknown) => log(`operation ${operation.id}: ${String(error)}`));
      }
    })().finally(() => {
      pumping = null;
      rest();
    });
    return pumping;
  }

  /** After what else ends in this moment. */
  function pumpSoon(): void {
    if (soon) return;
    soon = true;
    setImmediate(() => {
      soon = false;
      void pump();
    });
  }

  function round(): void {
    while (!stopped) {
      const taken = schedule.take(now(), mostAtOnce);
      const due: ScheduleItem[] = [];
      for (const item of taken) if (!goes(item.id)) due.push(item);
      const further = schedule.ahead(now(), Math.min(mostAhead, checked.room()));
      if (due.length + further.length > 0) begin(due, further);
      if (taken.length === 0) return;
    }
  }

  /** At once when it was begun ahead. */
  function goes(id: string): boolean {
    const found = ahead.get(id);
    if (!found) return false;
    ahead.delete(id);
    if (found.at < now() - freshMs) return false;
    begun.add(id);
    void carry(id, found.drafted);
    return true;
  }

  function waitFor(work: Promise<void>): void {
    const done = work.catch(giveUp).finally(() => {
      beginning.delete(done);
      void pump();
    });
    beginning.add(done);
  }

  /** What is not to go out by now goes out later, or never. */
  function giveBack(all: boolean): void {
    const back = schedule.takeBack(now(), all);
    for (const id of back) ahead.delete(id);
    if (back.length === 0) return;
    waitFor(rounds.take({ operationId: operation.id, items: [], skip: [], back }, () => true).then(() => {}));
  }

  /** The rows are as they were: the operator may resume, and a new runner begins with them. */
  async function giveUp(error: unknown): Promise<void> {
    log(`operation ${operation.id}: ${error instanceof Error ? error.stack : String(error)}`);
    stopped = true;
    broken = true;
    const why = `Aftercall failed while it ran: ${String(error).slice(0, 200)}`;
    if (operation.pace) await ingest.call.moveOperation(operation.id, ['running'], 'paused', why);
    else for (const id of items.keys()) if (!begun.has(id)) await ingest.call.settleItem(id, 'unknown', why);
  }

  /** Durable before anything goes out: `due` at once, `further` when it is their turn. One after the other is read. */
  function begin(due: readonly ScheduleItem[], further: readonly ScheduleItem[]): void {
    const read = reading.then(() => checked.read([...due, ...further]));
    reading = read.then(
      () => {},
      () => {},
    );
    const early = new Set(further.map(({ id }) => id));
    waitFor(read.then((found) => beginRead(found, early)));
  }

  async function beginRead({ items: all, skip }: Checked, early: ReadonlySet<string>): Promise<void> {
    const asked = { operationId: operation.id, items: all.map(({ id }) => id), skip, back: [] };
    const taken = new Set(await rounds.take(asked, () => !stopped));
    const at = now();
    for (const { id, drafted } of all) {
      if (!taken.has(id)) leaveOut(id);
      else if (early.has(id)) {
        ahead.set(id, { drafted, at });
        schedule.begun(id);
      } else {
        begun.add(id);
        void carry(id, drafted);
      }
    }
    for (const { id } of skip) leaveOut(id);
  }

  function leaveOut(id: string): void {
    items.delete(id);
    schedule.skipped(id);
  }

  async function carry(id: string, drafted: Drafted): Promise<void> {
    await deps.carryOut(drafted, refOf(operation, id, drafted), cancelled.signal, (ending) => {
      recording += 1;
      items.delete(id);
      rate.add(1);
      schedule.ended(id, now(), ending);
      pumpSoon();
    });
    recording -= 1;
    begun.delete(id);
    pumpSoon();
  }

  /** The mirror says how it stands, so that a restart finds it so. */
  async function tellPhase(): Promise<void> {
    const state = schedule.phase();
    if (stopped || state.phase === told) return;
    // What led to it has to be seen with it.
    if (recording > 0) return;
    told = state.phase;
    if (state.phase === 'waiting' || state.phase === 'paused') {
      await ingest.call.moveOperation(operation.id, ['running'], state.phase, state.why);
    }
  }

  function rest(): void {
    const over = stopped || schedule.phase().phase === 'done';
    if (over && begun.size === 0 && beginning.size === 0) return finish();
    const at = stopped ? null : schedule.nextAt();
    if (at !== null) timer = setTimeout(pump, Math.min(longestTimerMs, Math.max(1, at - now())));
  }

  // All of it may have been skipped already.
  if (items.size === 0) await rounds.take({ operationId: operation.id, items: [], skip: [], back: [] }, () => true);
  void pump();

  return {
    async pause(why) {
      schedule.pause(why);
      told = 'paused';
      await pump();
    },
    goOn() {
      schedule.goOn();
      told = 'running';
      void pump();
    },
    stop() {
      stopped = true;
      void pump();
    },
    isBroken: () => broken,
    cancel: () => cancelled.abort(),
    live() {
      const ratePerS = rate.perSecond();
      const left = schedule.left() + schedule.underWay();
      return {
        ratePerS,
        secondsLeft: ratePerS > 0 ? Math.ceil(left / ratePerS) : null,
        why: schedule.holds(now()).join(' ') || null,
      };
    },
    done,
  };
}
