/** The sample payload of a dialect, fresh each time, with single fields replaced or removed. */
import { readFileSync } from 'node:fs';
import { dialectById } from '../../../electron/core/dialects/index.ts';
import type { Dialect, NormalisedCall } from '../../../shared/domain/call.ts';

/** Parsed JSON, loose on purpose: tests put wrong things into it. */
export type Payload = { [key: string]: unknown };

export function sample(dialect: Dialect): Payload {
  return JSON.parse(readFileSync(new URL(`../../fixtures/dialects/${dialect}.json`, import.meta.url), 'utf8'));
}

/** The sample with values set at dotted paths; `undefined` removes the field. */
export function sampleWith(dialect: Dialect, changes: Record<string, unknown>): Payload {
  const payload = sample(dialect);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce((at, key) => at[key] as Payload, payload);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return payload;
}

/** Reads the payload and expects it to be understood. */
export function read(dialect: Dialect, payload: unknown, zone = 'UTC'): NormalisedCall {
  const result = dialectById(dialect)?.normalise(payload, { zone });
  if (!result?.ok) throw new Error(`not understood: ${result?.problem}`);
  return result.call;
}

/** Reads the payload and expects it to be refused. */
export function problem(dialect: Dialect, payload: unknown): string {
  const result = dialectById(dialect)?.normalise(payload, { zone: 'UTC' });
  if (!result || result.ok) throw new Error('was understood');
  return result.problem;
}
