/**
 * Plans an operation on many messages or runs: which, in which order, what each rests on, how long it will take. Goes through them a
 * chunk at a time, so that a hundred thousand need no more memory than a few, and opens no connection.
 */
import { randomUUID } from 'node:crypto';
import { type BulkInput, mostItems } from '../../../shared/contract/bulk.ts';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import { type PlanItem, targetId } from '../../../shared/domain/operation.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { PlannedItem } from '../mirror/operation-plans.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { Selection } from '../mirror/readers/selections.ts';
import { signsAnew } from './draft-resend.ts';
import type { Drafted, Drafter, OperationRequest } from './drafter.ts';
import { type Facts, planHasher, sharedOf } from './drafts.ts';
import { hostShares } from './host-shares.ts';

export interface PlanBulkDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  draft: Drafter;
  actor: string;
  now: () => number;
}

/** What a bulk operation is made from again when it runs: what was asked for of each item, and one item for each shared fact. */
export interface BulkRequest {
  bulk: { kind: BulkInput['kind']; executor: BulkInput['executor']; version?: 'recorded' | 'current' | undefined };
  samples: { target: number; facts: Facts }[];
}

export type Planned = { ok: true; plan: BulkPlan } | { ok: false; code: string; message: string };

const atOnce = { resend: 100, replay: 25 } as const;
const mostHosts = 50;
const mostSamples = 200;

export function bulkItemRequest(
  { kind, executor, version = 'recorded' }: BulkRequest['bulk'],
  target: number,
): OperationRequest {
  return kind === 'resend' ? { kind, messageId: target, executor } : { kind, runId: target, executor, version };
}

/** @throws the signal's reason when it is aborted; nothing is kept then. */
export async function planBulk(input: BulkInput, deps: PlanBulkDeps, signal?: AbortSignal): Promise<Planned> {
  const { ids, more } = await select(input, deps.readers, signal);
  if (more) {
    const message = `More than ${mostItems.toLocaleString('en')} match. Narrow the filter, or make several operations.`;
    return { ok: false, code: 'too many', message };
  }
  if (ids.length === 0) return { ok: false, code: 'nothing', message: 'Nothing matches, so there is nothing to do.' };
  const { kind, executor, name, reason, pace } = input;
  const operationId = randomUUID();
  const createdAt = deps.now();
  const mode = kind === 'resend' ? 'same' : 'from start';
  const { ingest } = deps;
  await ingest.call.beginPlan({
    id: operationId,
    kind,
    mode,
    executor,
    name,
    reason,
    actor: deps.actor,
    pace,
    createdAt,
  });
  try {
    const hash = planHasher({ kind, mode, executor, pace });
    const sums = summary(input);
    for (let from = 0; from < ids.length; from += atOnce[kind]) {
      const chunk = ids.slice(from, from + atOnce[kind]);
      const drafted = await deps.draft(
        chunk.map((target) => bulkItemRequest(input, target)),
        signal,
      );
      const items: PlannedItem[] = [];
      for (const one of drafted) {
        if (!one) continue;
        const item = plannedItem(one, operationId, sums.total);
        hash.add(one.draft.item);
        sums.add(one, item.id);
        items.push(item);
      }
      await ingest.call.planItems(operationId, items);
      signal?.throwIfAborted();
    }
    const version = input.kind === 'replay' ? { version: input.version } : {};
    const request: BulkRequest = { bulk: { kind, executor, ...version }, samples: sums.samples() };
    const plan = { ...sums.plan(), operationId, hash: hash.digest(), createdAt };
    const { total } = sums;
    await ingest.call.endPlan(operationId, {
      hash: plan.hash,
      request: JSON.stringify(request),
      total,
      at: deps.now(),
    });
    return { ok: true, plan };
  } catch (error) {
    await ingest.call.dropPlan(operationId);
    throw error;
  }
}

async function select(input: BulkInput, readers: ReaderPool, signal?: AbortSignal): Promise<Selection> {
  if ('ids' in input.select) {
    const { ids } = input.select;
    const ordered = await readers.read(
      (db) => (input.kind === 'resend' ? db.orderMessages(ids) : db.orderRuns(ids)),
      signal,
    );
    return { ids: ordered, more: false };
  }
  if (input.kind === 'resend') {
    const { filter } = input.select;
    return readers.read((db) => db.selectMessages(filter, mostItems), signal);
  }
  const { filter } = input.select;
  return readers.read((db) => db.selectRuns(filter, mostItems), signal);
}

function plannedItem({ draft: { item }, host, endpoint }: Drafted, operationId: string, position: number): PlannedItem {
  const { connectionId, target, callId, customerNumber, ineligible, risks, facts } = item;
  return {
    // In order, as the index of items likes it.
    id: `${operationId}-${String(position).padStart(6, '0')}`,
    position,
    connectionId,
    targetKind: target.kind,
    target: target.id,
    targetId: targetId(target),
    callId,
    customerNumber,
    host,
    endpoint,
    ineligible,
    risks,
    facts,
  };
}

/** What the plan says of all items together. */
function summary({ kind, executor, name, reason, pace }: BulkInput) {
  const ineligible = new Map<string, BulkPlan['ineligible'][number]>();
  const risks = new Map<BulkPlan['risks'][number]['code'], number>();
  const riskSets = new Map<string, BulkPlan['riskSets'][number]>();
  const shares = hostShares(pace.perHostPerS);
  const samples = new Map<string, BulkRequest['samples'][number]>();
  let example: PlanItem | null = null;
  let platform: BulkPlan['platform'] = { available: true, why: null };
  let eligible = 0;
  let recovered = 0;
  let needAcknowledging = 0;
  let signed = 0;
  let total = 0;

  return {
    get total() {
      return total;
    },
    add(drafted: Drafted, id: string): void {
      const { draft, recovered: isRecovered } = drafted;
      const { item } = draft;
      total += 1;
      if (isRecovered) recovered += 1;
      if (platform.available && !draft.platform.available) platform = draft.platform;
      const facts = sharedOf(item.facts);
      const key = JSON.stringify(facts);
      if (samples.size < mostSamples && !samples.has(key)) samples.set(key, { target: item.target.id, facts });
      if (item.ineligible) {
        const { code, message } = item.ineligible;
        const known = ineligible.get(code);
        ineligible.set(code, { code, message: known?.message ?? message, count: (known?.count ?? 0) + 1 });
        return;
      }
      eligible += 1;
      if (drafted.kind === 'resend' && signsAnew(drafted.request, drafted.around.setup)) signed += 1;
      const codes = [...new Set(item.risks.map((risk) => risk.code))].sort();
      for (const code of codes) risks.set(code, (risks.get(code) ?? 0) + 1);
      if (codes.length > 0) {
        needAcknowledging += 1;
        const set = riskSets.get(codes.join());
        riskSets.set(codes.join(), { codes, count: (set?.count ?? 0) + 1 });
      }
      shares.add(drafted);
      if (!example) {
        const { facts: _, connectionId: __, ...seen } = item;
        example = { ...seen, ...draft.shown(), id };
      }
    },
    samples: () => [...samples.values()],
    plan(): Omit<BulkPlan, 'operationId' | 'hash' | 'createdAt'> {
      const hosts = shares.all();
      return {
        kind,
        executor,
        name,
        reason,
        total,
        eligible,
        ineligible: [...ineligible.values()].sort((one, other) => other.count - one.count),
        recovered,
        risks: [...risks].map(([code, count]) => ({ code, count })),
        riskSets: [...riskSets.values()],
        signed,
        needAcknowledging,
        hosts: hosts.slice(0, mostHosts),
        estimateS: Math.max(0, ...hosts.map(({ seconds }) => seconds)),
        example,
        pace,
        platform,
      };
    },
  };
}
