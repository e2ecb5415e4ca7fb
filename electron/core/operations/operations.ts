/**
 * Resend and replay, of one or of many, from the plan to the audit. An operation is rows in the mirror: this file makes plans, checks
 * that they still hold, and starts, pauses and ends the runners that carry them out.
 */
import { randomUUID } from 'node:crypto';
import type { BulkInput } from '../../../shared/contract/bulk.ts';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import { type Plan, type RenderedRequest, targetId } from '../../../shared/domain/operation.ts';
import type { ScriptRunner } from '../chains/types.ts';
import type { Sender } from '../delivery/types.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import { steadyNow } from '../steady.ts';
import { createCarryOut } from './carry-out.ts';
import { createDrafter, type DrafterDeps, type OperationRequest } from './drafter.ts';
import { planHash } from './drafts.ts';
import { newMessageId } from './edited-resend.ts';
import { bulkItemRequest, planBulk } from './plan-bulk.ts';
import { createRounds } from './rounds.ts';
import { type Asked, againstRunning, askedOf, type Refusal, type RunRequest } from './run-check.ts';
import { type Live, type Runner, startRunner } from './runner.ts';

export interface OperationDeps extends DrafterDeps {
  ingest: IngestThread;
  sender: Sender;
  scripts: ScriptRunner;
  actor: string;
  now: () => number;
  /** What the pace goes by; `steadyNow` unless given. */
  steady?: () => number;
  log: (line: string) => void;
}

const targets = { resend: 'message', replay: 'run', 'from call': 'call' } as const;

const startRefusals = {
  'not planned': 'the operation has been started already',
  changed: 'another operation has just worked on it',
} as const;

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export interface Operations {
  plan(request: OperationRequest): Promise<Outcome<Plan>>;
  /** The message as it would go out now, secrets masked. Plans nothing, opens no connection. */
  wouldSend(messageId: number): Promise<Outcome<{ request: RenderedRequest; warnings: string[] }>>;
  /** @throws the signal's reason when it is aborted. */
  planBulk(input: BulkInput, signal?: AbortSignal): Promise<Outcome<BulkPlan>>;
  /** Starts it; settles when it is under way, not when it is done. */
  run(request: RunRequest): Promise<Outcome<StoredOperation>>;
  /** Settles when nothing more is begun; what is under way ends by itself. */
  pause(operationId: string): Promise<Outcome<StoredOperation>>;
  /** Goes on with one that is paused, or that waits after its canary. */
  goOn(operationId: string, from: 'paused' | 'waiting'): Promise<Outcome<StoredOperation>>;
  abort(operationId: string): Promise<Outcome<StoredOperation>>;
  /** Takes a plan that was never run out of the list. */
  discard(operationId: string): Promise<Outcome<void>>;
  /** How fast it is just now; `null` unless it runs. */
  live(operationId: string): Live | null;
  /** Waits until nothing is in flight; what is not over after `graceMs` is cancelled. */
  close(graceMs: number): Promise<void>;
}

export function createOperations(deps: OperationDeps): Operations {
  const { readers, ingest, now, log, steady = steadyNow } = deps;
  const draft = createDrafter(deps);
  const rounds = createRounds(ingest, (id) => deps.connection(id)?.zone ?? 'UTC', now, log);
  const carryOut = createCarryOut({ ...deps, rounds });
  const runners = new Map<string, Runner>();
  let closing = false;

  const refuse = <T>(refusal: Refusal): Outcome<T> => ({ ok: false, refusal });

  async function stored(operationId: string): Promise<Outcome<StoredOperation>> {
    const operation = await readers.read((db) => db.operation(operationId));
    return operation ? { ok: true, value: operation } : refuse({ code: 'NOT_FOUND', data: { what: 'operation' } });
  }

  /** A refusal is audited like what is done. */
  async function refuseRun<T>(operationId: string, refusal: Refusal): Promise<Outcome<T>> {
    await ingest.call.refuseOperation(operationId, `${refusal.code} ${JSON.stringify(refusal.data)}`);
    return refuse(refusal);
  }

  async function begin(operation: StoredOperation): Promise<void> {
    const asked = askedOf(operation);
    const requestOf = (target: number) => ('request' in asked ? asked.request : bulkItemRequest(asked.bulk, target));
    const runner = await startRunner(operation, requestOf, { ...deps, rounds, draft, carryOut, now: steady });
    runners.set(operation.id, runner);
    void runner.done.then(() => {
      if (runners.get(operation.id) === runner) runners.delete(operation.id);
    });
    if (closing) runner.stop();
  }

  return {
    async plan(asked) {
      const request = asked.kind === 'resend' && asked.edit ? { ...asked, newId: newMessageId() } : asked;
      const [drafted] = await draft([request]);
      if (!drafted) return refuse({ code: 'NOT_FOUND', data: { what: targets[request.kind] } });
      const { host, endpoint } = drafted;
      const { kind, mode, executor, name, platform, item, shown } = drafted.draft;
      const { facts, connectionId, ...seen } = item;
      const { target, callId, customerNumber, ineligible, risks } = seen;
      const operationId = randomUUID();
      const id = randomUUID();
      const hash = planHash({ kind, mode, executor, items: [item] });
      const createdAt = now();
      const place = { id, position: 0, connectionId, targetKind: target.kind, target: target.id };
      await ingest.call.planSingle(
        { id: operationId, kind, mode, executor, name, reason: null, actor: deps.actor, pace: null, createdAt },
        { ...place, targetId: targetId(target), callId, customerNumber, host, endpoint, ineligible, risks, facts },
        { hash, request: JSON.stringify({ request } satisfies Asked), total: 1, at: createdAt },
      );
      const eligible = ineligible ? 0 : 1;
      const needAcknowledging = eligible > 0 && risks.length > 0 ? 1 : 0;
      const plan = { operationId, kind, mode, executor, hash, createdAt, eligible, needAcknowledging, platform };
      return { ok: true, value: { ...plan, items: [{ ...seen, ...shown(), id }] } };
    },
    async wouldSend(messageId) {
      const [drafted] = await draft([{ kind: 'resend', messageId, executor: 'this machine' }]);
      const { request = null, warnings = [] } = drafted?.draft.shown() ?? {};
      const ineligible = drafted?.draft.item.ineligible;
      if (!request) return refuse({ code: 'NOT_FOUND', data: { what: 'message' } });
      return { ok: true, value: { request, warnings: [...(ineligible ? [ineligible.message] : []), ...warnings] } };
    },
    async planBulk(input, signal) {
      const planned = await planBulk(input, { readers, ingest, draft, actor: deps.actor, now }, signal);
      if (planned.ok) return { ok: true, value: planned.plan };
      return refuse({ code: 'NOT_ELIGIBLE', data: { code: planned.code, message: planned.message } });
    },
    async run(request) {
      const { operationId, acknowledged, reason = null } = request;
      const found = await stored(operationId);
      if (!found.ok) return found;
      const refusal = await againstRunning(found.value, request, { readers, draft });
      if (refusal) return refuseRun(operationId, refusal);
      const started = await ingest.call.startOperation(operationId, { reason, acknowledged });
      if (!started.ok) {
        return refuseRun(
          operationId,
          started.code === 'active'
            ? { code: 'ALREADY_ACTIVE', data: { operationId: started.operationId } }
            : { code: 'PLAN_CHANGED', data: { changes: [startRefusals[started.code]] } },
        );
      }
      const operation = await stored(operationId);
      if (operation.ok) await begin(operation.value);
      return operation;
    },
    async pause(operationId) {
      const found = await stored(operationId);
      if (!found.ok) return found;
      const why = `Paused by ${deps.actor}.`;
      await runners.get(operationId)?.pause(why);
      const paused = await ingest.call.moveOperation(operationId, ['running'], 'paused', why);
      return paused ? stored(operationId) : wrongState(operationId);
    },
    async goOn(operationId, from) {
      const found = await stored(operationId);
      if (!found.ok) return found;
      const moved = await ingest.call.moveOperation(operationId, [from], 'running', null);
      if (!moved) return wrongState(operationId);
      const runner = runners.get(operationId);
      if (runner && !runner.isBroken()) {
        runner.goOn();
        return stored(operationId);
      }
      await runner?.done;
      const operation = await stored(operationId);
      if (operation.ok) await begin(operation.value);
      return operation;
    },
    async abort(operationId) {
      const found = await stored(operationId);
      if (!found.ok) return found;
      await ingest.call.abortOperation(operationId);
      const runner = runners.get(operationId);
      runner?.stop();
      runner?.cancel();
      await runner?.done;
      return stored(operationId);
    },
    async discard(operationId) {
      const found = await stored(operationId);
      if (!found.ok) return found;
      const discarded = await ingest.call.discardOperation(operationId);
      return discarded ? { ok: true, value: undefined } : wrongState(operationId);
    },
    live: (operationId) => runners.get(operationId)?.live() ?? null,
    async close(graceMs) {
      closing = true;
      const all = [...runners.values()];
      for (const runner of all) runner.stop();
      const timer = setTimeout(() => {
        rounds.end();
        for (const runner of all) runner.cancel();
      }, graceMs);
      await Promise.all(all.map(({ done }) => done));
      clearTimeout(timer);
    },
  };

  async function wrongState<T>(operationId: string): Promise<Outcome<T>> {
    const found = await stored(operationId);
    return found.ok ? refuse({ code: 'WRONG_STATE', data: { state: found.value.state } }) : found;
  }
}
