/** The request a vendor makes for one webhook message: its headers, its signature, its body. */
import { createHash } from 'node:crypto';
import type { Dialect } from '../../../shared/domain/call.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { signatureHeaders } from '../../core/delivery/sign.ts';
import type { Company } from '../generator/companies.ts';
import { allEndpoints, type Endpoint, rotated } from '../receivers/catalogue.ts';

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

/** The secret shared with an endpoint, as its scheme wants it; made of the seed, so that a restart signs as before. */
export function endpointSecret(seed: number, { id, scheme }: Pick<Endpoint, 'id' | 'scheme'>): string {
  const key = `${seed}:${id}`;
  const known = secrets.get(key);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(key).digest('base64');
  const made = scheme.kind === 'standard-webhooks' ? `whsec_${digest}` : digest;
  secrets.set(key, made);
  return made;
}

const secrets = new Map<string, string>();

/** What a console has to hold to sign as this platform does. */
export const demoSecrets = (seed: number): Record<string, string> =>
  Object.fromEntries(
    allEndpoints
      .filter(({ scheme }) => scheme.kind !== 'none')
      .map((endpoint) => [endpoint.id, endpointSecret(seed, endpoint)]),
  );

/** The secret that the receiver which has rotated its own accepts; the platform was never told. */
export const rotatedSecret = (seed: number): string =>
  `whsec_${createHash('sha256').update(`${seed}:rotated`).digest('base64')}`;

/** What a receiver adds to its refusal of a signature; the other ones have nothing to say. */
export const secretHint = (receiver: string, seed: number): string | null =>
  receiver === rotated ? `In this demo the new secret is ${rotatedSecret(seed)}` : null;

/** `at`: when this try begins, epoch milliseconds UTC. */
export function webhookHeaders(
  { dialect }: Pick<Company, 'dialect'>,
  endpoint: Endpoint,
  messageId: string,
  body: string,
  seed: number,
  at: number,
): HeaderList {
  const signature = signatureHeaders(endpoint.scheme, {
    id: messageId,
    timestampS: Math.floor(at / 1000),
    body: Buffer.from(body),
    secrets: [endpointSecret(seed, endpoint)],
    eventType: eventTypeOf(dialect),
  });
  return [
    ['content-type', 'application/json'],
    ['user-agent', agents[dialect] ?? 'Flow-Hooks/1'],
    ...(signature.some(([name]) => name === 'webhook-id') ? [] : [['webhook-id', messageId] as const]),
    ...signature,
  ];
}
