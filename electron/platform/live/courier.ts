/**
 * Sends webhooks for real, at most a few at a time, tries again as their vendor does, and logs every try. What is due outlives a restart.
 */

import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { OperationRef } from '../../../shared/domain/operation.ts';
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { requestData, responseData } from '../../../shared/stream/wire.ts';
import type { Sender, SendResult } from '../../core/delivery/types.ts';
import { eventTypeOf, webhookHeaders } from '../delivery/webhook-request.ts';
import { decodeId, encodeId, eventId, sourceOf } from '../generator/ids.ts';
import { type MessageOutline, retriesAfterMs } from '../generator/outline.ts';
import type { Payload } from '../generator/payload.ts';
import type { Draft } from '../log/entry.ts';
import type { Log } from '../log/log.ts';
import { keptChars } from '../log/past-attempt.ts';
import type { Database } from '../log/store.ts';
import { addressOf } from '../receivers/catalogue.ts';
import type { Receivers } from '../receivers/receivers.ts';
import type { KnownCall, World } from './world.ts';

export interface CourierParts {
  db: Database;
  log: Log;
  world: World;
  sender: Sender;
  receivers: Receivers;
  origin: string;
  allow: readonly HostAllowance[];
}

export interface Courier {
  /** Sends a call's webhooks. */
  deliver(known: KnownCall): void;
  /** Tries a message once more; `false` when there is no such message. */
  resend(messageId: string, operation: OperationRef): boolean;
  /** How many tries wait or are under way. */
  readonly pending: number;
  /** Stops beginning tries and waits for none. */
  close(): void;
}

interface Message {
  messageId: string;
  known: KnownCall;
  payload: Payload;
  outline: MessageOutline;
}

interface Try {
  message: Message;
  operation: OperationRef | null;
}

const atOnce = 32;
const timeoutMs = 5_000;
const pollMs = 500;

export function openCourier(parts: CourierParts): Courier {
  const { db, log, world, sender, receivers, origin, allow } = parts;
  const select = db.prepare<[string], { attempts: number }>('SELECT attempts FROM message WHERE message_id = ?');
  const upsert = db.prepare(
    `INSERT INTO message VALUES (@messageId, @attempts, @nextAt)
     ON CONFLICT (message_id) DO UPDATE SET attempts = @attempts, next_at = @nextAt`,
  );
  const due = db.prepare<[number], { message_id: string }>(
    'SELECT message_id FROM message WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at LIMIT 100',
  );
  const waiting: Try[] = [];
  const underWay = new Set<string>();
  let closed = false;

  function messageOf(messageId: string): Message | null {
    const place = decodeId('msg', messageId);
    const known = place === null ? null : world.call(place.index);
    const outline = known?.outline.messages[place?.slot ?? -1];
    if (known === null || outline === undefined || known.payload === null) return null;
    return { messageId, known, payload: known.payload, outline };
  }

  /** Tries made so far; those of the past are in its outline. */
  function triesOf({ messageId, known, outline }: Message): number {
    const row = select.get(messageId);
    if (row !== undefined) return row.attempts;
    return known.index < world.past.spec.calls ? outline.attempts : 0;
  }

  function pump(): void {
    while (!closed && underWay.size < atOnce) {
      const at = waiting.findIndex(({ message }) => !underWay.has(message.messageId));
      const [next] = at < 0 ? [] : waiting.splice(at, 1);
      if (next === undefined) return;
      const { messageId } = next.message;
      underWay.add(messageId);
      void attempt(next).finally(() => {
        underWay.delete(messageId);
        pump();
      });
    }
  }

  async function attempt({ message, operation }: Try): Promise<void> {
    const { messageId, known, payload, outline } = message;
    const { company } = known.call;
    const { endpoint } = outline;
    const url = addressOf(endpoint, origin);
    const { seed } = world.past.spec;
    const headers = webhookHeaders(company, endpoint, messageId, payload.body, seed, Date.now());
    const result = await sender.send({
      method: 'POST',
      url,
      headers,
      body: Buffer.from(payload.body),
      timeoutMs,
      allow,
    });
    if (closed) return;
    const number = triesOf(message) + 1;
    const wait =
      operation === null && result.outcome !== 'succeeded' ? retriesAfterMs[company.dialect]?.[number - 1] : undefined;
    const nextAt = wait === undefined ? null : result.startedAt + result.durationMs + wait;
    const data = attempted(message, result, { number, nextAt, operation });
    const draft: Draft = {
      id: eventId(known.index, messageId, number),
      source: sourceOf(known.call.company.id),
      type: 'webhook.attempted',
      time: result.startedAt + result.durationMs,
      dialect: null,
      data: JSON.stringify(data),
    };
    log.append(draft, () => upsert.run({ messageId, attempts: number, nextAt }));
  }

  const poll = setInterval(() => {
    for (const { message_id: messageId } of due.all(Date.now())) {
      const queued = underWay.has(messageId) || waiting.some(({ message }) => message.messageId === messageId);
      const message = queued ? null : messageOf(messageId);
      if (message !== null) waiting.push({ message, operation: null });
    }
    pump();
  }, pollMs);

  return {
    deliver(known) {
      const { payload } = known;
      if (payload === null) return;
      const now = Date.now();
      const messages = known.outline.messages.map(
        (outline, slot): Message => ({
          messageId: encodeId('msg', known.index, slot),
          known,
          payload,
          outline,
        }),
      );
      // Due from now on, so that a platform that is killed before the first try makes it after its restart.
      db.transaction(() => {
        for (const { messageId } of messages) upsert.run({ messageId, attempts: 0, nextAt: now });
      })();
      for (const message of messages) {
        const { delivered, attempts } = message.outline;
        const failures = delivered ? attempts - 1 : attempts;
        if (failures > 0) receivers.expectTrouble(message.messageId, failures);
        waiting.push({ message, operation: null });
      }
      pump();
    },
    resend(messageId, operation) {
      const message = messageOf(messageId);
      if (message === null) return false;
      waiting.push({ message, operation });
      pump();
      return true;
    },
    get pending() {
      return waiting.length + underWay.size;
    },
    close() {
      closed = true;
      clearInterval(poll);
    },
  };
}

function attempted(
  { messageId, payload, outline, known }: Message,
  result: SendResult,
  { number, nextAt, operation }: { number: number; nextAt: number | null; operation: OperationRef | null },
): WebhookAttemptedData {
  const { endpoint } = outline;
  const { request, response } = result;
  return {
    messageId,
    eventType: eventTypeOf(known.call.company.dialect),
    callId: payload.callId,
    endpoint: { id: endpoint.id, url: request.url, name: endpoint.name },
    attempt: number,
    trigger: operation === null ? 'auto' : 'manual',
    request: requestData(request),
    response: response && {
      ...responseData(response),
      body: response.body.slice(0, keptChars),
      truncated: response.truncated || response.body.length > keptChars,
    },
    error: result.error,
    startedAt: new Date(result.startedAt).toISOString(),
    durationMs: Math.round(result.durationMs),
    nextAttemptAt: nextAt === null ? null : new Date(nextAt).toISOString(),
    ...(operation === null ? {} : { operation }),
  };
}
