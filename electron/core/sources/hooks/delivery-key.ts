/**
 * What makes two requests the same delivery, so that a platform's retries are one event: the delivery's id where the platform numbers its
 * deliveries, else the payload itself. An `id` that is the call's is no delivery's: the same call may be told of twice, differently.
 */
import { createHash } from 'node:crypto';
import type { HeaderList } from '../../../../shared/domain/webhook.ts';
import { headerOf } from '../../delivery/headers.ts';
import { isBag } from '../../dialects/fields.ts';

/** Standard Webhooks, then vendors' own. The same for every retry of a delivery, as their documents say. */
const idHeaders = [
  'webhook-id',
  'svix-id',
  'x-replicer-delivery-id',
  'x-webhook-id',
  'x-webhook-delivery-id',
  'x-delivery-id',
  'x-event-id',
  'idempotency-key',
];
const longest = 200;

/** `value`: the payload; `body`: the bytes it was read from. */
export function deliveryKey(headers: HeaderList, value: unknown, body: Buffer): string {
  for (const name of idHeaders) {
    const id = headerOf(headers, name)?.trim();
    if (id !== undefined && id !== '' && id.length <= longest) return `${name} ${id}`;
  }
  if (isBag(value) && isBag(value.data) && typeof value.id === 'string' && isId(value.id)) {
    // An envelope around the call: its id is the delivery's, and a retry may carry another time. Platforms have been seen to write
    // "undefined" there, so what it is about must be the same, too.
    const kind = typeof value.event === 'string' ? value.event : typeof value.type === 'string' ? value.type : '';
    return `id ${kind.slice(0, longest)} ${value.id} ${sha256(JSON.stringify(value.data))}`;
  }
  return `sha256 ${sha256(body)}`;
}

const sha256 = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
const isId = (text: string): boolean => text.trim() !== '' && text.length <= longest;
