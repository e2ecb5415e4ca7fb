/** Handler of evidence packs: the audit knows of each before it leaves, by the hash of its bytes. */
import { api } from './context.ts';

export const evidence = api.calls.evidence.handler(async ({ input, context, signal, errors }) => {
  const { id, redacted } = input;
  const { readers, connections, actor, about, ingest, settings } = context;
  if (!redacted && !settings.get().privacy.allowUnredacted) throw errors.MUST_BE_REDACTED({ data: {} });
  const call = await readers.read((db) => db.call(id), signal);
  if (!call) throw errors.NOT_FOUND({ data: { what: 'call' } });
  const connection = connections.find(call.connectionId)?.name ?? call.connectionId;
  const asked = { redacted, madeAt: Date.now(), actor, connection, version: about.version };
  const pack = await readers.read((db) => db.evidencePack(id, asked), signal);
  if (!pack) throw errors.NOT_FOUND({ data: { what: 'call' } });
  const { name, bytes, files, sha256 } = pack;
  await ingest.call.audit({
    at: asked.madeAt,
    actor,
    action: 'evidence exported',
    subject: call.callId,
    detail: { connection: call.connectionId, call: id, redacted, file: name, files, sha256 },
  });
  return { name, zip: new Blob([new Uint8Array(bytes)], { type: 'application/zip' }) };
});
