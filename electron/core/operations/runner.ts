/**
 * Drives one operation: takes from its schedule what may begin, looks whether it is still as planned, makes the beginning durable, and
 * only then carries it out. Everything that must survive is in the mirror; a runner can be made anew from there at any time.
 */
import type { Pace } from '../../../shared/domain/bulk.ts';
import type { OperationRef } from '../../../shared/domain/operation.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { Skipped } from '../mirror/operation-store.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { ItemToRun, StoredOperation } from '../mirror/readers/operations.ts';
import { createRate } from '../sources/rate.ts';
import type { CarryOut } from './carry-out.ts';
import type { Drafted, Drafter, OperationRequest } from './drafter.ts';
import { changesBetween, type Facts } from './drafts.ts';
import { createSchedule, type Schedule } from './schedule.ts';

export interface RunnerDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  draft: Drafter;
  carryOut: CarryOut;
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
const readAtOnce = 5000;
/** Node's timers count no further. */
const longestTimerMs = 2 ** 31 - 1;
const againMs = 1000;

export async function startRunner(
  operation: StoredOperation,
  requestOf: (target: number) => OperationRequest,
  deps: RunnerDeps,
): Promise<Runner> {
  const { readers, ingest, now, log } = deps;
  const items = await itemsOf(operation, readers);
  const pace = operation.pace ?? singlePace;
  const { counts } = operation;
  const sent = (counts.succeeded ?? 0) + (counts.failed ?? 0) + (counts.unknown ?? 0);
  const schedule: Schedule = createSchedule({
    pace,
    items: [...items.values()],
    canaryLeft: operation.goneOn || pace.canary === 0 ? null : Math.max(0, pace.canary - sent),
    breaker: operation.pace !== null,
  });
  const cancelled = new AbortController();
  const begun = new Set<string>();
  const rate = createRate(now);
  let stopped = false;
  let broken = false;
  let pumping: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
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
        await round().catch(giveUp);
        await tellPhase().catch((error: unknown) => log(`operation ${operation.id}: ${String(error)}`));
      }
    })().finally(() => {
      pumping = null;
      rest();
    });
    return pumping;
  }

  async function round(): Promise<void> {
    while (!stopped) {
      const taken = schedule.take(now(), mostAtOnce);
      if (taken.length === 0) return;
      await begin(taken.map(({ id }) => id));
    }
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

  async function begin(ids: readonly string[]): Promise<void> {
    const wanted = ids.map((id) => items.get(id)).filter((item) => item !== undefined);
    const [drafted, facts] = await Promise.all([
      deps.draft(wanted.map(({ target }) => requestOf(target))),
      readers.read((db) => db.itemFacts(ids)),
    ]);
    const ready = new Map<string, Drafted>();
    const skip: Skipped[] = [];
    for (const [index, { id }] of wanted.entries()) {
      const found = drafted[index];
      const why = found ? objection(found, facts[index] ?? {}) : 'It is no longer in the mirror.';
      if (found && why === null) ready.set(id, found);
      else skip.push({ id, why: why ?? '' });
    }
    const taken = new Set(await take([...ready.keys()], skip));
    for (const { id } of wanted) {
      const item = ready.get(id);
      if (item && taken.has(id)) {
        begun.add(id);
        void carry(id, item);
      } else {
        items.delete(id);
        schedule.skipped(id);
      }
    }
  }

  /** Durable before anything goes out. */
  async function take(ready: string[], skip: Skipped[]): Promise<string[]> {
    for (;;) {
      const { taken, why } = await ingest.call.takeItems(operation.id, ready, skip);
      if (taken) return taken;
      log(`the beginning of an item waits for the disk: ${why}`);
      if (stopped) return [];
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }

  async function carry(id: string, drafted: Drafted): Promise<void> {
    const ending = await deps.carryOut(drafted, refOf(operation, id, drafted), cancelled.signal);
    items.delete(id);
    begun.delete(id);
    rate.add(1);
    schedule.ended(id, now(), ending);
    void pump();
  }

  /** The mirror says how it stands, so that a restart finds it so. */
  async function tellPhase(): Promise<void> {
    const state = schedule.phase();
    if (stopped || state.phase === told) return;
    told = state.phase;
    if (state.phase === 'waiting' || state.phase === 'paused') {
      await ingest.call.moveOperation(operation.id, ['running'], state.phase, state.why);
    }
  }

  function rest(): void {
    const over = stopped || schedule.phase().phase === 'done';
    if (over && begun.size === 0) return finish();
    const at = stopped ? null : schedule.nextAt(now());
    if (at !== null) timer = setTimeout(pump, Math.min(longestTimerMs, Math.max(1, at - now())));
  }

  // All of it may have been skipped already.
  if (items.size === 0) await ingest.call.takeItems(operation.id, [], []);
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

async function itemsOf(operation: StoredOperation, readers: ReaderPool): Promise<Map<string, ItemToRun>> {
  const items = new Map<string, ItemToRun>();
  // A single one was taken when the operation started.
  const state = operation.pace === null ? 'running' : 'planned';
  for (let position = -1; ; ) {
    const from = position;
    const page = await readers.read((db) => db.itemsToRun(operation.id, state, from, readAtOnce));
    for (const item of page) items.set(item.id, item);
    const last = page.at(-1);
    if (!last || page.length < readAtOnce) return items;
    position = last.position;
  }
}

/** What is different now from when it was planned; such an item is not sent. */
function objection({ item, draft }: Drafted, planned: Facts): string | null {
  const changes = changesBetween([planned], [item.facts]);
  if (changes.length > 0) return `Changed since it was planned: ${changes.join('; ')}.`;
  if (item.ineligible) return item.ineligible.message;
  if (draft.executor === 'platform' && !draft.platform.available)
    return draft.platform.why ?? 'The platform cannot do this.';
  return null;
}

function refOf(operation: StoredOperation, itemId: string, { item }: Drafted): OperationRef {
  const { id, mode, actor, reason } = operation;
  const target = item.target.kind === 'message' ? item.target.messageId : item.target.runId;
  return { id, itemId, mode, actor, reason, root: target, parent: target };
}
