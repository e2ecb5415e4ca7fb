/**
 * Resend and replay, of one or of many, from the plan to the audit. An operation is rows in the mirror: this file makes plans, checks
 * that they still hold, and starts, pauses and ends the runners that carry them out.
 */
import { randomUUID } from 'node:crypto';
import type { BulkInput } from '../../../shared/contract/bulk.ts';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import { type Plan, type RenderedRequest, riskKey, targetId } from '../../../shared/domain/operation.ts';
import type { ScriptRunner } from '../chains/types.ts';
import type { Sender } from '../delivery/types.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import { createCarryOut } from './carry-out.ts';
import { createDrafter, type Drafted, type DrafterDeps, type OperationRequest } from './drafter.ts';
import { changesBetween, type Facts, planHash, sharedOf } from './drafts.ts';
import { newMessageId } from './edited-resend.ts';
import { type BulkRequest, bulkItemRequest, planBulk } from './plan-bulk.ts';
import { createRounds } from './rounds.ts';
import { type Live, type Runner, startRunner } from './runner.ts';

export interface OperationDeps extends DrafterDeps {
  ingest: IngestThread;
  sender: Sender;
  scripts: ScriptRunner;
  actor: string;
  now: () => number;
  log: (line: string) => void;
}

const targets = { resend: 'message', replay: 'run', 'from call': 'call' } as const;

const startRefusals = {
  'not planned': 'the operation has been started already',
  changed: 'another operation has just worked on it',
} as const;

/** Why an operation was not planned or not run. */
export type Refusal =
  | { code: 'NOT_FOUND'; data: { what: string } }
  | { code: 'PLAN_CHANGED'; data: { changes: string[] } }
  | { code: 'NEEDS_ACKNOWLEDGEMENT'; data: { risks: string[] } }
  | { code: 'NOT_ELIGIBLE'; data: { code: string; message: string } }
  | { code: 'ALREADY_ACTIVE'; data: { operationId: string } }
  | { code: 'PLATFORM_UNAVAILABLE'; data: { why: string } }
  | { code: 'WRONG_STATE'; data: { state: string } };

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export interface RunRequest {
  operationId: string;
  hash: string;
  /** Risks by their `riskKey`: all of a single item's; of many, codes, and items with another risk are skipped. */
  acknowledged: readonly string[];
  reason?: string | undefined;
}

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

/** What an operation was planned from, as it lies in the mirror. */
type Asked = { request: OperationRequest } | BulkRequest;

export function createOperations(deps: OperationDeps): Operations {
  const { readers, ingest, now, log } = deps;
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

  const askedOf = (operation: StoredOperation): Asked => JSON.parse(operation.request);

  /** What stands against running a plan on a single item, the first thing first. */
  function objection(
    { draft: { item, executor, platform } }: Drafted,
    acknowledged: readonly string[],
  ): Refusal | null {
    const { ineligible } = item;
    if (ineligible) return { code: 'NOT_ELIGIBLE', data: { code: ineligible.code, message: ineligible.message } };
    if (executor === 'platform' && !platform.available) {
      return { code: 'PLATFORM_UNAVAILABLE', data: { why: platform.why ?? 'The platform cannot do this.' } };
    }
    const keys = new Set(item.risks.map(riskKey));
    const risks = [...keys].filter((key) => !acknowledged.includes(key));
    return risks.length > 0 ? { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks } } : null;
  }

  /** Of many, single items are looked at when it is their turn; here only what nothing can be done without. */
  async function bulkObjection(
    { id }: StoredOperation,
    samples: readonly (Drafted | null)[],
    acknowledged: readonly string[],
  ): Promise<Refusal | null> {
    const { eligible, willRun, ineligible, missing } = await readers.read((db) => db.runnable(id, acknowledged));
    if (eligible === 0) {
      const data = { code: ineligible?.code ?? 'nothing', message: ineligible?.message ?? 'There is nothing to do.' };
      return { code: 'NOT_ELIGIBLE', data };
    }
    const away = samples.find((one) => one?.draft.executor === 'platform' && !one.draft.platform.available);
    if (away) {
      return { code: 'PLATFORM_UNAVAILABLE', data: { why: away.draft.platform.why ?? 'The platform cannot do this.' } };
    }
    return willRun === 0 ? { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks: missing } } : null;
  }

  /** What is different from the plan, and what else stands against running it. */
  async function against(operation: StoredOperation, { hash, acknowledged }: RunRequest): Promise<Refusal | null> {
    const asked = askedOf(operation);
    const changes = [
      ...(hash === operation.hash ? [] : ['this is not the plan that was shown']),
      ...(operation.state === 'planned' ? [] : [`the operation is already ${operation.state}`]),
    ];
    if ('request' in asked) {
      const [drafted] = await draft([asked.request]);
      if (!drafted) return { code: 'NOT_FOUND', data: { what: 'what the plan was made for' } };
      const facts = operation.items.map((item) => item.facts);
      changes.push(...changesBetween(facts, [drafted.draft.item.facts]));
      return changes.length > 0 ? { code: 'PLAN_CHANGED', data: { changes } } : objection(drafted, acknowledged);
    }
    const samples = await draft(asked.samples.map(({ target }) => bulkItemRequest(asked.bulk, target)));
    const facts = samples.map((one): Facts => (one ? sharedOf(one.draft.item.facts) : {}));
    const different = changesBetween(
      asked.samples.map((sample) => sample.facts),
      facts,
    );
    changes.push(...new Set(different));
    return changes.length > 0
      ? { code: 'PLAN_CHANGED', data: { changes } }
      : bulkObjection(operation, samples, acknowledged);
  }

  /** A refusal is audited like what is done. */
  async function refuseRun<T>(operationId: string, refusal: Refusal): Promise<Outcome<T>> {
    await ingest.call.refuseOperation(operationId, `${refusal.code} ${JSON.stringify(refusal.data)}`);
    return refuse(refusal);
  }

  async function begin(operation: StoredOperation): Promise<void> {
    const asked = askedOf(operation);
    const requestOf = (target: number) => ('request' in asked ? asked.request : bulkItemRequest(asked.bulk, target));
    const runner = await startRunner(operation, requestOf, { ...deps, rounds, draft, carryOut });
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
      const refusal = await against(found.value, request);
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
