/** Handlers that only read: calls, events, webhooks, chains, audit. */
import { compareRuns } from '../chains/compare-runs.ts';
import { diffFlows } from '../chains/flow-diff.ts';
import { maskUrl } from '../chains/mask-url.ts';
import { bodyBytes } from '../delivery/body.ts';
import { explainSignature } from '../delivery/verify.ts';
import { stepsTakenOver } from '../operations/replay-start.ts';
import { callExport } from './call-export.ts';
import { findCalls } from './calls.ts';
import { api } from './context.ts';
import { evidence } from './evidence.ts';
import { maskedLineage, maskedMessage } from './masked.ts';
import { maskedDiff, maskedFlow } from './masked-flow.ts';
import { notes } from './notes.ts';
import { revealing } from './reveal.ts';

export const calls = api.calls.router({
  ...findCalls,
  notes,
  ...revealing,
  export: callExport,
  evidence,
  get: api.calls.get.handler(async ({ input, context, signal, errors }) => {
    const call = await context.readers.read((db) => db.call(input.id), signal);
    if (!call) {
      const droppedAt = await context.readers.read((db) => db.droppedAt(input.id), signal);
      throw errors.NOT_FOUND({ data: { what: 'call', ...(droppedAt !== null && { droppedAt }) } });
    }
    return call;
  }),
  messages: api.calls.messages.handler(async ({ input, context, signal }) => {
    const messages = await context.readers.read((db) => db.callMessages(input.id), signal);
    return messages.map(maskedMessage);
  }),
  runs: api.calls.runs.handler(async ({ input, context, signal }) => {
    const runs = await context.readers.read((db) => db.callRuns(input.id), signal);
    return runs.map(maskedLineage);
  }),
});

export const events = api.events.router({
  get: api.events.get.handler(async ({ input, context, signal, errors }) => {
    const event = await context.readers.read((db) => db.event(input.seq), signal);
    if (!event) throw errors.NOT_FOUND({ data: { what: 'event' } });
    return event;
  }),
});

export const webhooks = api.webhooks.router({
  choices: api.webhooks.choices.handler(({ context, signal }) =>
    context.readers.read((db) => db.messageChoices(), signal),
  ),
  page: api.webhooks.page.handler(async ({ input, context, signal }) => {
    const page = await context.readers.read((db) => db.messagesPage(input), signal);
    return { ...page, rows: page.rows.map((row) => ({ ...row, url: maskUrl(row.url) })) };
  }),
  get: api.webhooks.get.handler(async ({ input, context, signal, errors }) => {
    const message = await context.readers.read((db) => db.message(input.id), signal);
    if (!message) throw errors.NOT_FOUND({ data: { what: 'webhook message' } });
    return maskedMessage(message);
  }),
  wouldSend: api.webhooks.wouldSend.handler(async ({ input, context, errors }) => {
    const would = await context.operations.wouldSend(input.id);
    if (!would.ok) throw errors.NOT_FOUND({ data: { what: 'webhook message' } });
    return would.value;
  }),
  signature: api.webhooks.signature.handler(async ({ input, context, signal, errors }) => {
    const message = await context.readers.read((db) => db.message(input.id), signal);
    const attempt = message?.timeline.find(({ id }) => id === input.attemptId);
    if (!message || !attempt) throw errors.NOT_FOUND({ data: { what: 'attempt' } });
    const { scheme, secrets } = await context.setups(message.connectionId, message.endpointId);
    const { headers } = attempt.request;
    return explainSignature({ headers, body: bodyBytes(attempt.request) }, scheme, secrets);
  }),
});

export const chains = api.chains.router({
  choices: api.chains.choices.handler(({ context, signal }) => context.readers.read((db) => db.runChoices(), signal)),
  list: api.chains.list.handler(({ context, signal }) => context.readers.read((db) => db.chainList(), signal)),
  page: api.chains.page.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.runsPage(input), signal),
  ),
  get: api.chains.get.handler(async ({ input, context, signal, errors }) => {
    const run = await context.readers.read((db) => db.run(input.id), signal);
    if (!run) throw errors.NOT_FOUND({ data: { what: 'chain run' } });
    return maskedLineage(run);
  }),
  flow: api.chains.flow.handler(async ({ input, context, signal, errors }) => {
    const { connectionId, flowId, version } = input;
    const flow = await context.readers.read((db) => db.flowDetail(connectionId, flowId, version), signal);
    if (!flow) throw errors.NOT_FOUND({ data: { what: 'flow' } });
    return { ...flow, flow: maskedFlow(flow.flow) };
  }),
  compare: api.chains.compare.handler(async ({ input, context, signal, errors }) => {
    const { connectionId, flowId } = input;
    const [from, to] = await Promise.all(
      [input.from, input.to].map((version) =>
        context.readers.read((db) => db.flow(connectionId, flowId, version), signal),
      ),
    );
    if (!from || !to) throw errors.NOT_FOUND({ data: { what: 'version of the flow' } });
    return maskedDiff(diffFlows(from, to));
  }),
  compareRuns: api.chains.compareRuns.handler(async ({ input, context, signal, errors }) => {
    const found = await context.readers.read((db) => db.run(input.id), signal);
    const lineage = found && maskedLineage(found);
    const shown = lineage && maskedLineage(lineage);
    const runs = shown && [shown.original, ...shown.replays];
    const [then, now] = [input.id, input.replayId].map((id) => runs?.find((run) => run.id === id));
    if (!shown || !then || !now) throw errors.NOT_FOUND({ data: { what: 'replay of the chain run' } });
    return compareRuns(then, now, stepsTakenOver(now, shown));
  }),
});

export const audit = api.audit.router({
  page: api.audit.page.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.auditPage(input), signal),
  ),
  choices: api.audit.choices.handler(({ context, signal }) => context.readers.read((db) => db.auditChoices(), signal)),
  verify: api.audit.verify.handler(({ context, signal }) => context.readers.read((db) => db.verifyAudit(), signal)),
});
