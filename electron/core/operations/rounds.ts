/**
 * The mirror's part in carrying out operations: what was done is written to the ledger as the events a platform would have sent, and
 * what is done next is taken. Whatever comes while a round is under way shares the next one. Each result is durable before its promise
 * resolves, each beginning before its item goes out, and a hundred of them cost one write to the disk.
 */
import { randomUUID } from 'node:crypto';
import type { CloudEvent } from '../../../shared/stream/protocol.ts';
import { localSource } from '../local-source.ts';
import type { RoundEnd } from '../mirror/ingest-operations.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { Beginning } from '../mirror/operation-items.ts';

interface Result {
  connectionId: string;
  id: string;
  event: string;
  done: (understood: boolean) => void;
  failed: (error: unknown) => void;
}

interface Wanted {
  beginning: Beginning;
  isWanted: () => boolean;
  done: (taken: string[]) => void;
  failed: (error: unknown) => void;
}

export interface Rounds {
  /**
   * Resolves once it is durable: true when its row exists, false when it is kept as a dead letter. When the disk refuses, it is tried
   * until it succeeds; rejects only when core ends meanwhile.
   */
  record(connectionId: string, type: string, data: CloudEvent['data']): Promise<boolean>;
  /**
   * Resolves with the items that may go out: those that are taken, durably. When the disk refuses, it is tried for as long as it
   * `isWanted`; none are taken then.
   */
  take(beginning: Beginning, isWanted: () => boolean): Promise<string[]>;
  /** From now on nothing waits for a disk that refuses. */
  end(): void;
}

/** So many results share a round; the others have the next. */
const mostAtOnce = 512;
/** The ledger packs so many events as one: a few that are left over would cost as much, and wait for the next round. */
const packed = 64;
const againMs = 1000;
/** So many results make a round worth its while. */
const plenty = 64;
/** What comes so soon after a round comes in a rush. */
const rushMs = 10;
const patienceMs = 2;

export function createRounds(
  ingest: IngestThread,
  zone: (connectionId: string) => string,
  now: () => number,
  log: (line: string) => void,
): Rounds {
  const source = localSource(ingest.opened.machineId);
  // In order, so that a round's ids lie beside each other in the index of events instead of on as many pages.
  const idPrefix = randomUUID();
  let recorded = 0;
  const results: Result[] = [];
  let wanted: Wanted[] = [];
  let underWay = false;
  let lastAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let ending = false;

  /**
   * At once when nothing has been going on. In a rush it waits a moment for more to share the round: to wake the other thread and to
   * commit costs as much as some twenty results, and results of the same stretch of time share pages.
   */
  function start(): void {
    if (underWay) return;
    if (results.length >= plenty || performance.now() - lastAt > rushMs) {
      clearTimeout(timer);
      timer = undefined;
      underWay = true;
      // After what else arrived with this: answers come in handfuls.
      setImmediate(() => void goRound());
      return;
    }
    timer ??= setTimeout(() => {
      timer = undefined;
      lastAt = 0;
      start();
    }, patienceMs);
  }

  async function goRound(): Promise<void> {
    await commitAll();
    lastAt = performance.now();
    underWay = false;
    if (results.length > 0 || wanted.length > 0) start();
  }

  async function commitAll(): Promise<void> {
    const done = results.splice(0, worthwhile(results.length));
    const beginning = wanted;
    wanted = [];
    try {
      settle(done, beginning, await committed(done, beginning));
    } catch (error) {
      for (const one of [...done, ...beginning]) one.failed(error);
    }
  }

  /** Tries until the disk takes it; then `beginning` holds what is still wanted. */
  async function committed(
    done: readonly Result[],
    beginning: Wanted[],
  ): Promise<Extract<RoundEnd, { committed: true }>> {
    for (;;) {
      const end = await ingest.call.round({
        done: byConnection(done, zone),
        begin: beginning.map((one) => one.beginning),
      });
      if (end.committed) return end;
      log(`an operation waits for the disk: ${end.why}`);
      if (!ending) await new Promise((resolve) => setTimeout(resolve, againMs));
      for (const one of beginning.splice(0)) {
        if (!ending && one.isWanted()) beginning.push(one);
        else one.done([]);
      }
      // The next start finds the items in flight and calls their outcome unknown.
      if (ending) throw new Error('core ended while the disk refused the result');
    }
  }

  return {
    record(connectionId, type, data) {
      recorded += 1;
      const id = `${idPrefix}-${String(recorded).padStart(9, '0')}`;
      const event: CloudEvent = {
        specversion: '1.0',
        id,
        source,
        type,
        time: new Date(now()).toISOString(),
        data,
      };
      return new Promise((done, failed) => {
        results.push({ connectionId, id, event: JSON.stringify(event), done, failed });
        start();
      });
    },
    take(beginning, isWanted) {
      return new Promise((done, failed) => {
        wanted.push({ beginning, isWanted, done, failed });
        start();
      });
    },
    end() {
      ending = true;
    },
  };
}

function worthwhile(waiting: number): number {
  return waiting < packed ? waiting : Math.min(mostAtOnce, waiting - (waiting % packed));
}

function settle(
  done: readonly Result[],
  beginning: readonly Wanted[],
  { unread, taken }: Extract<RoundEnd, { committed: true }>,
): void {
  for (const { id, done: tell } of done) tell(!unread.includes(id));
  for (const [index, { done: tell }] of beginning.entries()) tell(taken[index] ?? []);
}

function byConnection(done: readonly Result[], zone: (connectionId: string) => string) {
  const groups = new Map<string, { connectionId: string; zone: string; events: string[] }>();
  for (const { connectionId, event } of done) {
    const group = groups.get(connectionId);
    if (group) group.events.push(event);
    else groups.set(connectionId, { connectionId, zone: zone(connectionId), events: [event] });
  }
  return [...groups.values()];
}
