/**
 * From one record of a file to what the mirror takes: a CloudEvent as it is, a call's payload as an event of this connection's own source, a
 * request of an HTTP archive as the webhook it was. What is none of these is kept with its file and line.
 */
import { z } from 'zod';
import { isBag } from '../../dialects/fields.ts';
import { filesSource, isOurs } from '../../local-source.ts';
import { parseJson } from '../../mirror/parse.ts';
import { type DeadLetterCode, type Received, receive, receiveText } from '../../mirror/receive.ts';
import { readPayload } from '../hooks/body.ts';
import { deliveryKey } from '../hooks/delivery-key.ts';
import { eventText } from '../hooks/read.ts';
import { recordOf } from '../hooks/request.ts';
import { type FileRecord, mostRecord } from './split.ts';

export interface RecordContext {
  connectionId: string;
  /** The file's name. */
  file: string;
  /** What a record is called: `line` or `record`. */
  unit: 'line' | 'record';
  /** Epoch milliseconds UTC. */
  at: number;
}

/** `null` for a request of an archive that carries no webhook. Never throws. */
export function readRecord(record: FileRecord, context: RecordContext): Received | null {
  const { bytes, number } = record;
  const position = `${context.file}, ${context.unit} ${number}`;
  const refuse = (code: DeadLetterCode, reason: string): Received => {
    const refused = { kind: 'unreadable', bytes, receivedAt: context.at, code, position } as const;
    return { ...refused, reason: `${position}: ${reason}` };
  };
  if (record.tooLarge) {
    return refuse('too large', `It is larger than ${mostRecord >> 20} MiB; only its beginning was kept.`);
  }
  let value: unknown;
  try {
    value = parseJson(bytes.toString('utf8'));
  } catch (error) {
    const cut = record.cut ? 'The file ends in the middle of it. ' : '';
    return refuse(
      'unreadable',
      `${cut}Not JSON: ${(error instanceof Error ? error.message : String(error)).slice(0, 200)}`,
    );
  }
  const origin = { file: { name: context.file, [context.unit]: number } };
  const source = filesSource(context.connectionId);

  const archived = archiveEntry.safeParse(value);
  if (archived.success) {
    const { method, url, headers, body } = archived.data;
    if (body === null) return null;
    const payload = readPayload(Buffer.from(body.text, body.encoding), body.type);
    if (!payload.ok) return refuse(payload.code, payload.reason);
    const query = url.split('?').slice(1).join('?');
    const request = { method, query, headers, body: Buffer.from(body.text, body.encoding), receivedAt: context.at };
    const unchecked = { verified: true, scheme: 'none', verdict: 'Signatures of archives are not checked.' } as const;
    const hook = recordOf(request, unchecked, { kind: 'none' }, !payload.verbatim);
    const id = deliveryKey(headers, payload.value, Buffer.from(`${query}\n${payload.text}`));
    const attributes = { hook, ...origin };
    const { text: data } = payload;
    return receiveText(
      eventText({ id, source, type: 'call.ended', receivedAt: context.at, attributes, data }),
      context.at,
    );
  }
  if (isBag(value) && value.specversion !== undefined) {
    const event = receive(bytes, context.at);
    if (event.kind === 'unreadable') return refuse(event.code, event.reason);
    return isOurs(event.event.source) ? refuse('invalid', 'It was written by an Aftercall, not by a platform.') : event;
  }
  const id = deliveryKey([], value, bytes);
  const event = {
    id,
    source,
    type: 'call.ended',
    receivedAt: context.at,
    attributes: origin,
    data: bytes.toString('utf8'),
  };
  return receiveText(eventText(event), context.at);
}

const header = z.object({ name: z.string(), value: z.string() }).transform(({ name, value }) => [name, value] as const);

/** HAR 1.2, as browsers and proxies write it. */
const archiveEntry = z
  .object({
    startedDateTime: z.string(),
    request: z.object({
      method: z.string(),
      url: z.string(),
      headers: z.array(header).default([]),
      postData: z
        .object({ mimeType: z.string().default(''), text: z.string().default(''), encoding: z.string().optional() })
        .optional(),
    }),
  })
  .transform(({ request: { postData, ...request } }) => {
    const { text = '', mimeType = '', encoding } = postData ?? {};
    const carries = request.method !== 'GET' && text.trim() !== '';
    const body = { text, type: mimeType, encoding: encoding === 'base64' ? ('base64' as const) : ('utf8' as const) };
    return { ...request, body: carries ? body : null };
  });
