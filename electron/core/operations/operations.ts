/**
 * Resend and replay, from the plan to the audit. An operation is rows in the mirror: this file makes the plan, checks that it still
 * holds, carries it out and writes what happened to the ledger, from which the rows follow.
 */
import { randomUUID } from 'node:crypto';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { OperationRef, Plan } from '../../../shared/domain/operation.ts';
import { type CloudEvent, client } from '../../../shared/stream/protocol.ts';
import type { ScriptRunner } from '../chains/types.ts';
import type { Sender } from '../delivery/types.ts';
import { localSource } from '../local-source.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import type { SecretStore } from '../secrets.ts';
import type { StreamState } from '../sources/stream.ts';
import { draftReplay, type ReplaySurroundings } from './draft-replay.ts';
import { draftResend, type ResendRequest, type ResendSurroundings } from './draft-resend.ts';
import { changesBetween, type Draft, type Facts, planHash } from './drafts.ts';
import { platformSide } from './platform-side.ts';
import type { ReplayRequest } from './replay-start.ts';
import { replayHere, resendHere } from './run-here.ts';

export interface OperationDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  sender: Sender;
  scripts: ScriptRunner;
  secrets: SecretStore;
  connection: (id: string) => Connection | undefined;
  streamState: (id: string) => StreamState | undefined;
  actor: string;
  now: () => number;
  log: (line: string) => void;
}

export type OperationRequest = ResendRequest | ReplayRequest;

/** Why an operation was not planned or not run. */
export type Refusal =
  | { code: 'NOT_FOUND'; data: { what: string } }
  | { code: 'PLAN_CHANGED'; data: { changes: string[] } }
  | { code: 'NEEDS_ACKNOWLEDGEMENT'; data: { risks: string[] } }
  | { code: 'NOT_ELIGIBLE'; data: { code: string; message: string } }
  | { code: 'ALREADY_ACTIVE'; data: { operationId: string } }
  | { code: 'PLATFORM_UNAVAILABLE'; data: { why: string } };

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export interface RunRequest {
  operationId: string;
  hash: string;
  acknowledged: boolean;
  reason?: string | undefined;
}

export interface Operations {
  plan(request: OperationRequest): Promise<Outcome<Plan>>;
  /** Starts it; settles when it is under way, not when it is done. */
  run(request: RunRequest): Promise<Outcome<StoredOperation>>;
  abort(operationId: string): Promise<Outcome<StoredOperation>>;
  /** Waits until nothing is in flight; what is not over after `graceMs` is cancelled. */
  close(graceMs: number): Promise<void>;
}

/** How long the platform may take from accepting a command to its effect's arrival, before its outcome counts as unknown. */
const effectMs = 120_000;

export function createOperations(deps: OperationDeps): Operations {
  const { readers, ingest, now } = deps;
  const inFlight = new Map<string, { stop: AbortController; done: Promise<void> }>();
  let ending = false;

  const refuse = <T>(refusal: Refusal): Outcome<T> => ({ ok: false, refusal });

  async function draft(request: OperationRequest): Promise<Draft | null> {
    if (request.kind === 'resend') {
      const message = await readers.read((db) => db.message(request.messageId));
      if (!message) return null;
      return draftResend(request, message, await resendSurroundings(message.connectionId, message.endpointId));
    }
    const run = await readers.read((db) => db.run(request.runId));
    return run && draftReplay(request, run, await replaySurroundings(run.original.connectionId));
  }

  async function resendSurroundings(connectionId: string, endpointId: string): Promise<ResendSurroundings> {
    const endpoint = await readers.read((db) => db.endpoint(connectionId, endpointId));
    const secret = await deps.secrets.get(`endpoint:${connectionId}:${endpointId}`);
    return {
      scheme: endpoint?.scheme ?? null,
      secrets: secret === null ? [] : secret.split('\n'),
      platform: platformSide(deps.streamState(connectionId)),
    };
  }

  async function replaySurroundings(connectionId: string): Promise<ReplaySurroundings> {
    const flows = await readers.read((db) => db.newestFlows(connectionId));
    return {
      flows: new Map(flows.map((flow) => [flow.flowId, flow])),
      allow: deps.connection(connectionId)?.allow ?? [],
      platform: platformSide(deps.streamState(connectionId)),
    };
  }

  async function stored(operationId: string): Promise<Outcome<StoredOperation>> {
    const operation = await readers.read((db) => db.operation(operationId));
    return operation ? { ok: true, value: operation } : refuse({ code: 'NOT_FOUND', data: { what: 'operation' } });
  }

  /** What stands against running the drafted plan, the first thing first. */
  function objection(draft: Draft, changes: string[], acknowledged: boolean): Refusal | null {
    if (changes.length > 0) return { code: 'PLAN_CHANGED', data: { changes } };
    const ineligible = draft.items.find((item) => item.ineligible)?.ineligible;
    if (ineligible) return { code: 'NOT_ELIGIBLE', data: ineligible };
    if (draft.executor === 'platform' && !draft.platform.available) {
      return { code: 'PLATFORM_UNAVAILABLE', data: { why: draft.platform.why ?? 'The platform cannot do this.' } };
    }
    const risks = draft.items.flatMap((item) => item.risks.map(({ message }) => message));
    if (risks.length > 0 && !acknowledged) return { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks } };
    return null;
  }

  /** A refusal is audited like what is done. */
  async function refuseRun<T>(operationId: string, refusal: Refusal): Promise<Outcome<T>> {
    await ingest.call.refuseOperation(operationId, `${refusal.code} ${JSON.stringify(refusal.data)}`);
    return refuse(refusal);
  }

  function begin(operation: StoredOperation, draft: Draft, request: OperationRequest, reason: string | null): void {
    const item = operation.items[0];
    const drafted = draft.items[0];
    if (!item || !drafted) throw new Error(`operation ${operation.id} has no item`);
    const stop = new AbortController();
    const target = item.target.kind === 'message' ? item.target.messageId : item.target.runId;
    const ref: OperationRef = {
      id: operation.id,
      itemId: item.id,
      mode: operation.mode,
      actor: operation.actor,
      reason,
      root: target,
      parent: target,
    };
    const done = carryOut(request, drafted.connectionId, ref, stop.signal)
      .catch(async (error: unknown) => {
        deps.log(`operation ${operation.id}: ${error instanceof Error ? error.stack : String(error)}`);
        await ingest.call.settleItem(
          item.id,
          'unknown',
          `Aftercall failed while it ran: ${String(error).slice(0, 200)}`,
        );
      })
      .catch((error: unknown) => deps.log(`operation ${operation.id} could not be settled: ${String(error)}`))
      .finally(() => inFlight.delete(operation.id));
    inFlight.set(operation.id, { stop, done });
  }

  async function carryOut(
    request: OperationRequest,
    connectionId: string,
    ref: OperationRef,
    signal: AbortSignal,
  ): Promise<void> {
    if (request.executor === 'platform') return onPlatform(request, connectionId, ref);
    const allow = deps.connection(connectionId)?.allow ?? [];
    if (request.kind === 'resend') {
      const message = await readers.read((db) => db.message(request.messageId));
      if (!message) throw new Error('the message is gone');
      const { scheme, secrets } = await resendSurroundings(connectionId, message.endpointId);
      const sent = await resendHere({ message, url: request.url, scheme, secrets, allow, ref, signal }, deps);
      return record(connectionId, ref, 'webhook.attempted', sent);
    }
    const run = await readers.read((db) => db.run(request.runId));
    if (!run) throw new Error('the run is gone');
    const around = await replaySurroundings(connectionId);
    return record(connectionId, ref, 'chain.ran', await replayHere({ run, request, around, ref, signal }, deps));
  }

  /** The effect arrives as an ordinary event that names the item; until then the item is running. */
  async function onPlatform(request: OperationRequest, connectionId: string, ref: OperationRef): Promise<void> {
    const type = request.kind === 'resend' ? client.resend : client.replay;
    const target = request.kind === 'resend' ? { messageId: ref.root } : { runId: ref.root };
    const { id, itemId, mode, actor, reason, root, parent } = ref;
    const operation = { id, itemId, mode, actor, reason, root, parent };
    const answer = await ingest.call.command(connectionId, type, { id: itemId, operation, ...target });
    if (!answer.accepted) {
      const why = answer.error ?? 'no reason given';
      return answer.doubtful
        ? ingest.call.settleItem(ref.itemId, 'unknown', `The platform may have done it: ${why}`)
        : ingest.call.settleItem(ref.itemId, 'failed', `The platform did not do it: ${why}`);
    }
    setTimeout(() => {
      const unknown = 'The platform accepted it, but its effect has not arrived.';
      ingest.call.expireItem(ref.itemId, unknown).catch((error: unknown) => deps.log(String(error)));
    }, effectMs).unref();
  }

  /** What was done is done: when the disk refuses, recording it is tried until it succeeds or core ends. */
  async function record(
    connectionId: string,
    { itemId }: OperationRef,
    type: string,
    data: CloudEvent['data'],
  ): Promise<void> {
    const event: CloudEvent = {
      specversion: '1.0',
      id: randomUUID(),
      source: localSource(ingest.opened.machineId),
      type,
      time: new Date(now()).toISOString(),
      data,
    };
    const zone = deps.connection(connectionId)?.zone ?? 'UTC';
    for (;;) {
      const done = await ingest.call.appendLocal(connectionId, zone, event);
      if (done.recorded) {
        // Its row would have settled the item; without one it must not stay in flight for ever.
        const why = 'What happened is recorded but cannot be read: see the dead letters.';
        return done.understood ? undefined : ingest.call.settleItem(itemId, 'unknown', why);
      }
      deps.log(`the result of an operation waits for the disk: ${done.why}`);
      // The next start finds the item in flight and calls its outcome unknown.
      if (ending) throw new Error('core ended while the disk refused the result');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  return {
    async plan(request) {
      const drafted = await draft(request);
      if (!drafted) return refuse({ code: 'NOT_FOUND', data: { what: request.kind === 'resend' ? 'message' : 'run' } });
      const operationId = randomUUID();
      const hash = planHash(drafted);
      const createdAt = now();
      const items = drafted.items.map((item) => ({ ...item, id: randomUUID() }));
      await ingest.call.planOperation({
        id: operationId,
        kind: drafted.kind,
        mode: drafted.mode,
        executor: drafted.executor,
        name: drafted.name,
        actor: deps.actor,
        request: JSON.stringify({ request, facts: drafted.items.map(({ facts }) => facts) }),
        hash,
        createdAt,
        items: items.map(({ id, connectionId, target, callId }) => ({
          id,
          connectionId,
          targetKind: target.kind,
          target: target.id,
          targetId: target.kind === 'message' ? target.messageId : target.runId,
          callId,
        })),
      });
      const eligible = items.filter(({ ineligible }) => !ineligible);
      const value: Plan = {
        operationId,
        kind: drafted.kind,
        mode: drafted.mode,
        executor: drafted.executor,
        hash,
        createdAt,
        items: items.map(({ facts: _, connectionId: __, ...item }) => item),
        eligible: eligible.length,
        needAcknowledging: eligible.filter(({ risks }) => risks.length > 0).length,
        platform: drafted.platform,
      };
      return { ok: true, value };
    },
    async run({ operationId, hash, acknowledged, reason }) {
      const found = await stored(operationId);
      if (!found.ok) return found;
      const operation = found.value;
      const planned: { request: OperationRequest; facts: Facts[] } = JSON.parse(operation.request);
      const drafted = await draft(planned.request);
      if (!drafted) return refuse({ code: 'NOT_FOUND', data: { what: 'what the plan was made for' } });
      const facts = drafted.items.map((item) => item.facts);
      const changes = [
        ...(hash === operation.hash ? [] : ['this is not the plan that was shown']),
        ...(operation.state === 'planned' ? [] : [`the operation is already ${operation.state}`]),
        ...changesBetween(planned.facts, facts),
      ];
      const against = objection(drafted, changes, acknowledged);
      if (against) return refuseRun(operationId, against);
      const started = await ingest.call.startOperation(operationId, reason ?? null);
      if (!started.ok) {
        return refuseRun(
          operationId,
          started.code === 'active'
            ? { code: 'ALREADY_ACTIVE', data: { operationId: started.operationId } }
            : { code: 'PLAN_CHANGED', data: { changes: ['the operation has been started already'] } },
        );
      }
      begin(operation, drafted, planned.request, reason ?? null);
      return stored(operationId);
    },
    async abort(operationId) {
      const found = await stored(operationId);
      if (!found.ok) return found;
      await ingest.call.abortOperation(operationId);
      inFlight.get(operationId)?.stop.abort();
      await inFlight.get(operationId)?.done;
      return stored(operationId);
    },
    async close(graceMs) {
      const timer = setTimeout(() => {
        ending = true;
        for (const { stop } of inFlight.values()) stop.abort();
      }, graceMs);
      await Promise.all([...inFlight.values()].map(({ done }) => done));
      clearTimeout(timer);
    },
  };
}
