/** Carries out one item that was taken, here or by a command to the platform, until what became of it is in the mirror. */
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { ItemState, OperationRef } from '../../../shared/domain/operation.ts';
import { client } from '../../../shared/stream/protocol.ts';
import type { ScriptRunner } from '../chains/types.ts';
import type { Sender } from '../delivery/types.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { Drafted } from './drafter.ts';
import { endingOfAttempt, endingOfRun } from './endings.ts';
import type { Recorder } from './recorder.ts';
import { replayHere, resendHere } from './run-here.ts';
import type { Ending } from './schedule.ts';

export interface CarryOutDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  sender: Sender;
  scripts: ScriptRunner;
  recorder: Recorder;
  allow: (connectionId: string) => readonly HostAllowance[];
  now: () => number;
  log: (line: string) => void;
}

export type CarryOut = (drafted: Drafted, ref: OperationRef, signal: AbortSignal) => Promise<Ending>;

/** How long the platform may take from accepting a command to its effect's arrival, before its outcome counts as unknown. */
const effectMs = 120_000;
const lookEveryMs = 250;

const fine: Ending = { error: null, transient: false, retryAfterMs: null };

export function createCarryOut(deps: CarryOutDeps): CarryOut {
  const { readers, ingest, recorder, now, log } = deps;

  async function here(drafted: Drafted, ref: OperationRef, signal: AbortSignal): Promise<Ending> {
    const { connectionId } = drafted.item;
    if (drafted.kind === 'resend') {
      const { message, around, request } = drafted;
      const { scheme, secrets } = around;
      const item = { message, url: request.url, scheme, secrets, allow: deps.allow(connectionId), ref, signal };
      const sent = await resendHere(item, deps);
      await record(connectionId, ref, 'webhook.attempted', { ...sent });
      return endingOfAttempt(sent, now());
    }
    const { run, request, around } = drafted;
    const ran = await replayHere({ run, request, around, ref, signal }, deps);
    await record(connectionId, ref, 'chain.ran', { ...ran });
    return endingOfRun(ran, now());
  }

  async function record(
    connectionId: string,
    { itemId }: OperationRef,
    type: string,
    data: Parameters<Recorder['record']>[2],
  ): Promise<void> {
    if (await recorder.record(connectionId, type, data)) return;
    // Its row would have settled the item; without one it must not stay in flight for ever.
    const why = 'What happened is recorded but cannot be read: see the dead letters.';
    await ingest.call.settleItem(itemId, 'unknown', why);
  }

  /** The effect arrives as an ordinary event that names the item; until then the item is running. */
  async function onPlatform(drafted: Drafted, ref: OperationRef, signal: AbortSignal): Promise<Ending> {
    const type = drafted.kind === 'resend' ? client.resend : client.replay;
    const target = drafted.kind === 'resend' ? { messageId: ref.root } : { runId: ref.root };
    const { id, itemId, mode, actor, reason, root, parent } = ref;
    const operation = { id, itemId, mode, actor, reason, root, parent };
    const { connectionId } = drafted.item;
    const answer = await ingest.call.command(connectionId, type, { id: itemId, operation, ...target });
    if (!answer.accepted) {
      const why = answer.error ?? 'no reason given';
      const [outcome, told] = answer.doubtful
        ? (['unknown', `The platform may have done it: ${why}`] as const)
        : (['failed', `The platform did not do it: ${why}`] as const);
      await ingest.call.settleItem(itemId, outcome, told);
      return { error: told, transient: true, retryAfterMs: null };
    }
    const expiry = setTimeout(() => {
      const unknown = 'The platform accepted it, but its effect has not arrived.';
      ingest.call.expireItem(itemId, unknown).catch((error: unknown) => log(String(error)));
    }, effectMs);
    expiry.unref();
    const state = await effectOf(itemId, signal);
    if (state !== 'running') clearTimeout(expiry);
    if (state === 'succeeded' || state === 'running') return fine;
    return { error: `the platform's try ${state ?? 'vanished'}`, transient: true, retryAfterMs: null };
  }

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

  return async (drafted, ref, signal) => {
    try {
      return await (drafted.request.executor === 'platform' ? onPlatform : here)(drafted, ref, signal);
    } catch (error) {
      log(`operation ${ref.id}: ${error instanceof Error ? error.stack : String(error)}`);
      const why = `Aftercall failed while it ran: ${String(error).slice(0, 200)}`;
      await ingest.call
        .settleItem(ref.itemId, 'unknown', why)
        .catch((fault: unknown) => log(`operation ${ref.id} could not be settled: ${String(fault)}`));
      return { error: why, transient: false, retryAfterMs: null };
    }
  };
}
