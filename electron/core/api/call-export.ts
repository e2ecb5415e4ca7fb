/** Handler of the calls' export: what leaves is told to the audit before it leaves, and how much it was at the end. */
import { exportCalls } from '../privacy/export-calls.ts';
import { api } from './context.ts';

export const callExport = api.calls.export.handler(async function* ({ input, context, signal, errors }) {
  if (!input.redacted && !context.settings.get().privacy.allowUnredacted) throw errors.MUST_BE_REDACTED({ data: {} });
  const { format, redacted, ids, columns } = input;
  const chosen = { format, redacted, columns: columns.join(', ') };
  const what = ids ? { chosen: ids.length } : { filter: JSON.stringify(input.filter) };
  const tell = (action: string, more: { calls?: number; complete?: boolean }) =>
    context.ingest.call.audit({
      at: Date.now(),
      actor: context.actor,
      action,
      subject: 'calls',
      detail: { ...chosen, ...what, ...more },
    });
  await tell('calls export begun', {});
  const nameOf = (id: string) => context.connections.find(id)?.name ?? id;
  let calls = 0;
  let complete = false;
  try {
    for await (const piece of exportCalls(input, context.readers, nameOf, signal)) {
      calls = piece.calls;
      complete = piece.done;
      yield piece;
    }
  } finally {
    await tell('calls exported', { calls, complete });
  }
});
