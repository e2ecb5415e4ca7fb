/**
 * Carries out one item that was taken, here or by a command to the platform, until what became of it is in the mirror. Its host is free
 * for another one as soon as it has answered.
 */
import { type ItemState, type OperationRef, targetId } from '../../../shared/domain/operation.ts';
import { client } from '../../../shared/stream/protocol.ts';
import type { ScriptRunner } from '../chains/types.ts';
import type { Sender } from '../delivery/types.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import type { Drafted } from './drafter.ts';
import { endingOfAttempt, endingOfRun } from './endings.ts';
import type { Rounds } from './rounds.ts';
import { type ResendItem, replayHere, resendData, resendInput, runFromCall } from './run-here.ts';
import type { Ending } from './schedule.ts';

export interface CarryOutDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  sender: Sender;
  scripts: ScriptRunner;
  rounds: Rounds;
  now: () => number;
  log: (line: string) => void;
}

/** Resolves when the result is durable; `over` is told how it ended, once, as soon as nothing is under way at the host. */
export type CarryOut = (
  drafted: Drafted,
  ref: OperationRef,
  signal: AbortSignal,
  over: (ending: Ending) => void,
) => Promise<void>;

/** How long the platform may take from accepting a command to its effect's arrival, before its outcome counts as unknown. */
const effectMs = 120_000;
const lookEveryMs = 250;

const fine: Ending = { error: null, transient: false, retryAfterMs: null };

export function createCarryOut(deps: CarryOutDeps): CarryOut {
  const { readers, ingest, sender, rounds, now, log } = deps;

  const here: CarryOut = async (drafted, ref, signal, over) => {
    const { connectionId } = drafted.draft.item;
    if (drafted.kind === 'resend') {
      const { message, around, request } = drafted;
      const item: ResendItem = { message, request, setup: around.setup, ref, signal };
      const attempt = resendData(item, await sender.send(resendInput(item, now())));
      over(endingOfAttempt(attempt, now()));
      if (!(await rounds.record(connectionId, 'webhook.attempted', attempt))) await settleUnread(ref);
      return;
    }
    const ran =
      drafted.kind === 'replay'
        ? await replayHere({ ...drafted, ref, signal }, deps)
        : await runFromCall({ ...drafted, ref, signal }, deps);
    over(endingOfRun(ran, now()));
    if (!(await rounds.record(connectionId, 'chain.ran', ran))) await settleUnread(ref);
  };

  /** Its row would have settled the item; without one it must not stay in flight for ever. */
  async function settleUnread({ itemId }: OperationRef): Promise<void> {
    const why = 'What happened is recorded but cannot be read: see the dead letters.';
    await ingest.call.settleItem(itemId, 'unknown', why);
  }

  /** The effect arrives as an ordinary event that names the item; until then the item is running. */
  const onPlatform: CarryOut = async (drafted, ref, signal, over) => {
    const type = drafted.kind === 'resend' ? client.resend : client.replay;
    const target = drafted.kind === 'resend' ? { messageId: ref.root } : { runId: ref.root };
    const { id, itemId, mode, actor, reason, root, parent } = ref;
    const operation = { id, itemId, mode, actor, reason, root, parent };
    const { connectionId } = drafted.draft.item;
    const answer = await ingest.call.command(connectionId, type, { id: itemId, operation, ...target });
    if (!answer.accepted) {
      const why = answer.error ?? 'no reason given';
      const [outcome, told] = answer.doubtful
        ? (['unknown', `The platform may have done it: ${why}`] as const)
        : (['failed', `The platform did not do it: ${why}`] as const);
      await ingest.call.settleItem(itemId, outcome, told);
      over({ error: told, transient: true, retryAfterMs: null });
      return;
    }
    const expiry = setTimeout(() => {
      const unknown = 'The platform accepted it, but its effect has not arrived.';
      ingest.call.expireItem(itemId, unknown).catch((error: unknown) => log(String(error)));
    }, effectMs);
    expiry.unref();
    const state = await effectOf(itemId, signal);
    if (state !== 'running') clearTimeout(expiry);
    const well = state === 'succeeded' || state === 'running';
    over(well ? fine : { error: `the platform's try ${state ?? 'vanished'}`, transient: true, retryAfterMs: null });
  };

  /** Waits for the item to be settled; no longer than `signal` lasts. */
  async function effectOf(itemId: string, signal: AbortSignal): Promise<ItemState | null> {
    for (;;) {
      const state = await readers.read((db) => db.itemState(itemId));
      if (state !== 'running' || signal.aborted) return state;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, lookEveryMs);
        signal.addEventListener('abort', wake);
      });
    }
  }

  return async (drafted, ref, signal, over) => {
    let told = false;
    const tell = (ending: Ending) => {
      if (!told) over(ending);
      told = true;
    };
    try {
      await (drafted.request.executor === 'platform' ? onPlatform : here)(drafted, ref, signal, tell);
    } catch (error) {
      log(`operation ${ref.id}: ${error instanceof Error ? error.stack : String(error)}`);
      const why = `Aftercall failed while it ran: ${String(error).slice(0, 200)}`;
      await ingest.call
        .settleItem(ref.itemId, 'unknown', why)
        .catch((fault: unknown) => log(`operation ${ref.id} could not be settled: ${String(fault)}`));
      tell({ error: why, transient: false, retryAfterMs: null });
    }
  };
}

/** What the events that an item causes say of their operation. */
export function refOf(operation: StoredOperation, itemId: string, { draft }: Drafted): OperationRef {
  const { id, mode, actor, reason } = operation;
  const target = targetId(draft.item.target);
  return { id, itemId, mode, actor, reason, root: target, parent: target };
}
