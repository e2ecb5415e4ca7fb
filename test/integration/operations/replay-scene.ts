/** A run of five nodes whose second write failed, in a mirror with real threads, files and sockets: what the rules of *Replay* are tried on. */
import type { ReplayRequest } from '../../../electron/core/operations/replay-start.ts';
import type { Run } from '../../../shared/domain/chain.ts';
import type { PlanItem } from '../../../shared/domain/operation.ts';
import type { ChainRanData, StepData } from '../../../shared/stream/events.ts';
import { chainRan, failedStep, flowPublished, step } from '../../fixtures/events/chain-ran.ts';
import { accepted, allRisks, type Harness, harness } from './harness.ts';
import { type Receiver, startReceiver } from './receiver.ts';

export interface Scene extends Harness {
  receiver: Receiver;
}

/** ended → look (script) → first (write) → second (write) → done; `second` failed. */
export const nodes = (url: string, changes: Record<string, unknown> = {}) => [
  { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'look' } },
  { id: 'look', type: 'customScript', config: { code: 'vars.seen = true' }, on: { next: 'first' } },
  {
    id: 'first',
    type: 'httpCall',
    config: { url: `${url}/first`, body: { seen: '{{vars.seen}}' } },
    on: { success: 'second' },
  },
  {
    id: 'second',
    type: 'httpCall',
    config: { url: `${url}/second`, body: { to: '{{vars.to}}' }, ...changes },
    on: { success: 'done' },
  },
  { id: 'done', type: 'end', config: {}, on: {} },
];

export const pure = (
  nodeId: string,
  type: string,
  event: string | null,
  varsBefore: StepData['varsBefore'] = {},
): StepData => step({ nodeId, type, event, varsBefore, request: null, response: null });

export const recorded = (url: string): StepData[] => [
  pure('ended', 'onCallEnd', 'triggered', { to: 'sales' }),
  pure('look', 'customScript', 'next', { to: 'sales' }),
  step({
    nodeId: 'first',
    varsBefore: { to: 'sales', seen: true },
    request: { method: 'POST', url: `${url}/first`, headers: [], body: '{"seen":true}' },
  }),
  failedStep({
    nodeId: 'second',
    varsBefore: { to: 'sales', seen: true, integrationStatus: 201, integrationOk: true },
    request: { method: 'POST', url: `${url}/second`, headers: [], body: '{"to": "sales"}' },
  }),
];

export async function scene(run: Partial<ChainRanData> = {}, flow: Record<string, unknown> = {}): Promise<Scene> {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  const { url } = receiver;
  await here.commit(flowPublished({ nodes: nodes(url), ...flow }, url));
  await here.commit(chainRan('run-1', { vars: { to: 'sales' }, steps: recorded(url), ...run }));
  return { ...here, receiver };
}

/** The run of `scene`, in the order of commits. */
export const runId = 2;

export async function plan(here: Harness, request: Partial<ReplayRequest> = {}) {
  const made = accepted(
    await here.operations.plan({ kind: 'replay', runId, executor: 'this machine', version: 'recorded', ...request }),
  );
  const item: PlanItem | undefined = made.items[0];
  if (!item) throw new Error('the plan has no item');
  return { plan: made, item };
}

export const resume = { mode: 'resume', nodeId: 'second' } as const;

/** Plans and runs it, and waits for its end. */
export async function replay(here: Harness, request: Partial<ReplayRequest> = {}): Promise<Run> {
  const { plan: made } = await plan(here, request);
  accepted(await here.operations.run({ ...made, acknowledged: allRisks(made) }));
  await here.settled(made.operationId);
  const lineage = await here.readers.read((db) => db.run(runId));
  const last = lineage?.replays.at(-1);
  if (!last) throw new Error('nothing was recorded');
  return last;
}

export const treatments = ({ dryRun }: PlanItem) =>
  dryRun?.steps.map(({ nodeId, treatment }) => `${nodeId} ${treatment}`);
export const keys = ({ receiver }: Scene) => receiver.arrived.map(({ headers }) => headers['idempotency-key']);
export const bodies = ({ receiver }: Scene) => receiver.arrived.map(({ body }) => body.toString());
