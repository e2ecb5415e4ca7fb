/** A flow's fingerprint: two flows with the same nodes, configuration and edges have the same one, however they were written down. */
import { createHash } from 'node:crypto';
import type { Flow, Json } from '../../../shared/domain/chain.ts';

/** Flows are never changed once read, and a bulk replay asks for the same one with every run. */
const hashes = new WeakMap<object, string>();

/** SHA-256 in hex over the flow's nodes, keys sorted. Name and version are labels and do not count. */
export function flowHash(flow: Pick<Flow, 'flowId' | 'nodes'>): string {
  const known = hashes.get(flow);
  if (known !== undefined) return known;
  const nodes = flow.nodes.map(({ id, type, config, on }): Json => ({ id, type, config, on }));
  const hash = createHash('sha256')
    .update(canonicalJson({ flowId: flow.flowId, nodes }))
    .digest('hex');
  hashes.set(flow, hash);
  return hash;
}

/** JSON without blanks, keys in the order of their UTF-16 code units (as RFC 8785 has it). */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
