/**
 * Taking secrets out of an event as it was received: values of headers that are credentials, credentials in addresses. Nothing else of its
 * text changes, so that what has no secrets is, byte for byte, what was received.
 */
import type { Json } from '../../../../shared/domain/chain.ts';
import { maskUrl } from '../../chains/mask-url.ts';
import { isSecretHeader, mask } from '../../delivery/headers.ts';
import { inText } from '../redact.ts';

/** Shorter than this, a secret may be a word that stands in the text for something else. */
const tellingLength = 8;

export const notText = '[not text: left out]';

/** What a secret is replaced by, by the secret. */
export type Secrets = ReadonlyMap<string, string>;

/** Those of JSON. `opaque`: bodies that are no text, too, because nobody can redact them. */
export function secretsIn(text: string, opaque: boolean): Secrets {
  const instead = new Map<string, string>();
  collect(parsed(text) ?? null, opaque, instead);
  return instead;
}

/** Strings of JSON that are secrets or hold one; of other text, wherever one stands. */
export function withoutSecrets(text: string, all: Secrets): string {
  if (all.size === 0) return text;
  const telling = [...all].filter(([secret]) => secret.length >= tellingLength);
  return inText(text, (part) => {
    const whole = all.get(part);
    if (whole !== undefined) return whole;
    return telling.reduce((rest, [secret, shown]) => rest.replaceAll(secret, () => shown), part);
  });
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By what stands for them. */
function collect(value: Json, opaque: boolean, instead: Map<string, string>): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, opaque, instead);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (/headers$/i.test(key)) headers(item, instead);
    if (/url$/i.test(key) && typeof item === 'string' && maskUrl(item) !== item) instead.set(item, maskUrl(item));
    if (opaque && key === 'data_base64' && typeof item === 'string') instead.set(item, notText);
    collect(item, opaque, instead);
  }
  const { body, bodyEncoding, encoding } = value;
  if (opaque && typeof body === 'string' && body !== '' && (bodyEncoding ?? encoding) === 'base64') {
    instead.set(body, notText);
  }
}

/** As pairs, or as an object. Signatures are no secrets. */
function headers(value: Json, instead: Map<string, string>): void {
  if (value === null || typeof value !== 'object') return;
  const pairs = Array.isArray(value) ? value : Object.entries(value);
  for (const pair of pairs) {
    if (!Array.isArray(pair)) continue;
    const [name, secret] = pair;
    if (typeof name !== 'string' || typeof secret !== 'string' || secret === '' || secret === mask) continue;
    if (!isSecretHeader(name) || /signature/i.test(name)) continue;
    const scheme = /^(Basic|Bearer|Digest|Token|ApiKey) (.+)$/is.exec(secret);
    instead.set(secret, scheme ? `${scheme[1]} ${mask}` : mask);
    if (scheme?.[2]) instead.set(scheme[2], mask);
  }
}
