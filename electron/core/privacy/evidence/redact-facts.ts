/**
 * Taking what is personal out of the facts of a call. What machines named keeps its names, so that the pack reads as ever; what a vendor
 * put in by its own names loses those, too, where they tell of somebody.
 */
import type { Json } from '../../../../shared/domain/chain.ts';
import type { Known } from '../personal.ts';
import { redacted, redactedJson } from '../redact.ts';
import { notText } from './secrets.ts';

/** Said of a person whatever it looks like. */
const peoples: Record<string, string> = {
  customerNumber: '[number]',
  from: '[number]',
  to: '[number]',
  customerName: '[name]',
  recordingUrl: '[link]',
  link: '[link]',
};
/** Hold a vendor's own keys. */
const vendors = new Set(['value', 'metadata', 'event', 'vars', 'varsBefore', 'output', 'config']);

export function redactedFacts<T>(facts: T, known: Known): T {
  // As JSON, of which only texts change: the shape is the same.
  return JSON.parse(JSON.stringify(walked(JSON.parse(JSON.stringify(facts)), '', known)));
}

function walked(value: Json, key: string, known: Known): Json {
  if (vendors.has(key)) return redactedJson(value, known);
  if (typeof value === 'string') return peoples[key] ?? redacted(value, known);
  if (Array.isArray(value)) return value.map((item) => walked(item, key, known));
  if (value === null || typeof value !== 'object') return value;
  const opaque = value.encoding === 'base64' && typeof value.body === 'string' && value.body !== '';
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walked(item, name, known)])),
    ...(opaque && { body: notText, encoding: 'utf8' }),
  };
}
