/** The request a vendor makes for one webhook message: its headers, its signature, its body. */
import { createHash } from 'node:crypto';
import type { Dialect } from '../../../shared/domain/call.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { signatureHeaders } from '../../core/delivery/sign.ts';

const agents: Partial<Record<Dialect, string>> = {
  callkaro: 'CallKaro-Webhooks/2.1',
  replicer: 'Replicer-Webhooks/1.4',
  altur: 'altur-hooks/3',
};

const eventTypes: Partial<Record<Dialect, string>> = {
  callkaro: 'call_ended',
  replicer: 'call.ended',
  altur: 'on_call_end',
};

export const eventTypeOf = (dialect: Dialect): string => eventTypes[dialect] ?? 'call.ended';

/** The secret shared with an endpoint, base64; made of the seed, so that a restart signs as before. */
export function endpointSecret(seed: number, endpointId: string): string {
  const key = `${seed}:${endpointId}`;
  const known = secrets.get(key);
  if (known !== undefined) return known;
  const made = createHash('sha256').update(key).digest('base64');
  secrets.set(key, made);
  return made;
}

const secrets = new Map<string, string>();

/** `at`: when this try begins, epoch milliseconds UTC. Signed as the vendor documents it: 003 and 004 do, 002 does not. */
export function webhookHeaders(
  dialect: Dialect,
  messageId: string,
  body: string,
  secret: string,
  at: number,
): HeaderList {
  const scheme: SigningScheme = dialect === 'replicer' || dialect === 'altur' ? { kind: dialect } : { kind: 'none' };
  return [
    ['content-type', 'application/json'],
    ['user-agent', agents[dialect] ?? 'Flow-Hooks/1'],
    ['webhook-id', messageId],
    ...signatureHeaders(scheme, {
      id: messageId,
      timestampS: Math.floor(at / 1000),
      body: Buffer.from(body),
      secrets: [secret],
      eventType: eventTypeOf(dialect),
    }),
  ];
}
