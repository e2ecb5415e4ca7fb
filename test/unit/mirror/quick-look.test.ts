/** The quick reading of attempts and runs is the schema's, or none. */
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { quickAttempt, quickRun } from '../../../electron/core/mirror/projections/quick-look.ts';
import { chainRan, webhookAttempted } from '../../../shared/stream/events.ts';
import { chainRan as ranEvent, replayOf, step } from '../../fixtures/events/chain-ran.ts';
import { answer, webhookAttempted as attemptEvent } from '../../fixtures/events/webhook-attempted.ts';
import { type Chance, chance } from '../../fixtures/random.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const dataOf = ({ data }: { data?: unknown }): Json => JSON.parse(JSON.stringify(data));

const sent = {
  request: { method: 'POST', url: 'https://a.example/x', headers: [['a', 'b']], body: '{}', bodyEncoding: 'utf8' },
  nextAttemptAt: null,
} satisfies Parameters<typeof attemptEvent>[2];
const answered = { ...answer(200, '{}'), bodyEncoding: 'utf8' } as const;
const plainAttempt = dataOf(attemptEvent('m1', 1, { ...sent, response: answered, error: null }));
const failedAttempt = dataOf(
  attemptEvent('m1', 1, { ...sent, response: null, error: { kind: 'timeout', message: 'No answer within 5 s.' } }),
);
const quietStep = { ...step({ nodeId: 'first' }), error: null, request: null, response: null, warnings: [] };
const plainRun = dataOf(
  ranEvent('run-1', { status: 'succeeded', steps: [{ ...quietStep, outcome: 'succeeded', output: { a: 1 } }] }),
);
const failedRun = dataOf(
  ranEvent('run-1', {
    steps: [
      { ...quietStep, outcome: 'failed', response: answered, error: { kind: 'http', message: 'It answered 503.' } },
    ],
  }),
);

const odd: Json[] = [
  null,
  '',
  'x',
  'auto',
  0,
  1,
  -1,
  1.5,
  1e9,
  2 ** 53,
  true,
  [],
  {},
  [['a']],
  [['a', 'b', 'c']],
  '2026-13-01T00:00:00Z',
  '2026-01-01T00:00:00',
  '1970-01-01T00:00:00Z',
  '2026-01-01T00:00:00+02:00',
];

/** The same with something anywhere in it replaced, left out or added. */
function changed(value: Json, random: Chance): Json {
  if (random.below(5) === 0 || typeof value !== 'object' || value === null) return random.pick(odd);
  if (Object.keys(value).length === 0) return random.pick(odd);
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1);
    return value.toSpliced(at, 1, changed(value[at] ?? null, random));
  }
  const keys = Object.keys(value);
  const key =
    random.below(12) === 0 ? random.pick(['droppedBytes', 'incomplete', 'timing', 'extra']) : random.pick(keys);
  if (key === undefined) return value;
  const { [key]: old = null, ...others } = value;
  return random.below(6) === 0 ? others : { ...others, [key]: changed(old, random) };
}

describe.each<[string, Json, (value: unknown) => unknown, z.ZodType]>([
  ['an attempt', plainAttempt, quickAttempt, webhookAttempted],
  ['an attempt without an answer', failedAttempt, quickAttempt, webhookAttempted],
  ['a run', plainRun, quickRun, chainRan],
  ['a run that failed', failedRun, quickRun, chainRan],
])('%s', (_name, plain, quick, schema) => {
  test('as platforms send it is read at once, as the schema reads it', () => {
    expect(quick(plain)).not.toBeNull();
    expect(quick(plain)).toEqual(schema.parse(plain));
  });

  test('changed in whatever way is read as the schema reads it, or left to the schema', () => {
    const random = chance(3);
    const seen = { quick: 0, left: 0, refused: 0 };
    for (let n = 0; n < 6000; n += 1) {
      let value = plain;
      for (let changes = 1 + random.below(2); changes > 0; changes -= 1) value = changed(value, random);
      const read = quick(value);
      const parsed = schema.safeParse(value);
      if (read) expect({ value, data: parsed.data }).toEqual({ value, data: read });
      seen[read ? 'quick' : parsed.success ? 'left' : 'refused'] += 1;
    }
    for (const many of Object.values(seen)) expect(many).toBeGreaterThan(5);
  });
});

test.each([
  [
    'a failure of a kind that is not known',
    quickAttempt,
    { data: JSON.parse(JSON.stringify(failedAttempt).replace('timeout', 'new')) },
  ],
  ['what an operation did', quickAttempt, attemptEvent('m1', 1, { operation: replayOf('m1') })],
  ['nothing', quickAttempt, {}],
])('%s is left to the schema', (_name, quick, event) => {
  expect(quick(dataOf({ data: null, ...event }))).toBeNull();
});
