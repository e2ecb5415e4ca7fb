/** The hash of a plan and the naming of what changed in it. */
import { describe, expect, test } from 'vitest';
import { changesBetween, type DraftItem, digest, planHash } from '../../../electron/core/operations/drafts.ts';
import { platformSide } from '../../../electron/core/operations/platform-side.ts';
import type { StreamState } from '../../../electron/core/sources/stream.ts';
import type { ConnectionPhase } from '../../../shared/domain/connection.ts';

const item = (overrides: Partial<DraftItem> = {}): DraftItem => ({
  connectionId: 'c1',
  target: { kind: 'message', id: 1, messageId: 'm1' },
  callId: 'call-1',
  customerNumber: null,
  ineligible: null,
  risks: [],
  facts: { state: 'failed', tries: '1' },
  ...overrides,
});
const plan = (items = [item()]) => ({
  kind: 'resend' as const,
  mode: 'same' as const,
  executor: 'this machine' as const,
  items,
});

describe('the hash', () => {
  const hash = planHash(plan());

  test('is the same for the same facts, in whatever order they were gathered', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(planHash(plan([item({ facts: { tries: '1', state: 'failed' } })]))).toBe(hash);
    expect(planHash(plan([item({ customerNumber: '+49' })]))).toBe(hash);
  });

  test.each([
    ['a fact', plan([item({ facts: { state: 'failed', tries: '2' } })])],
    ['a fact more', plan([item({ facts: { state: 'failed', tries: '1', more: '' } })])],
    ['the target', plan([item({ target: { kind: 'message', id: 2, messageId: 'm1' } })])],
    ['the kind of target', plan([item({ target: { kind: 'run', id: 1, runId: 'm1' } })])],
    ['the number of items', plan([item(), item()])],
    ['the mode', { ...plan(), mode: 'other url' as const }],
    ['the kind', { ...plan(), kind: 'replay' as const }],
    ['the executor', { ...plan(), executor: 'platform' as const }],
  ])('is another when %s differs', (_what, other) => {
    expect(planHash(other)).not.toBe(hash);
  });
});

test('every difference is named with what it was and is', () => {
  expect(changesBetween([{ a: '1', b: '2', c: '3' }], [{ a: '1', b: '4', d: '5' }])).toEqual([
    'b: was 2, is 4',
    'c: was 3, is absent',
    'd: was absent, is 5',
  ]);
  expect(changesBetween([{ a: '1' }], [{ a: '1' }])).toEqual([]);
  expect(changesBetween([{ a: '1' }], [{ a: '1' }, { a: '2' }])).toEqual(['a: was absent, is 2']);
});

test('a digest is short, stable and tells bytes from text of the same look', () => {
  expect(digest('x')).toBe('2d711642b726b044');
  expect(digest(Buffer.from('x'))).toBe(digest('x'));
  expect(digest(Buffer.from([0xff]))).not.toBe(digest('\ufffd'));
});

describe('whether the platform could do it', () => {
  const state = (phase: ConnectionPhase, capabilities: string[]): StreamState => ({
    state: phase,
    epoch: null,
    position: null,
    head: null,
    capabilities,
    lastEventAt: null,
    rate: 0,
    log: [],
  });

  test.each<[string, StreamState | undefined, string | null]>([
    ['without a connection', undefined, 'The platform is not connected.'],
    ['stopped', state({ phase: 'stopped', why: '', fix: '' }, ['resend']), 'The platform is not connected.'],
    [
      'waiting',
      state({ phase: 'waiting', attempt: 1, retryAt: 0, why: '' }, ['resend']),
      'The platform is not connected.',
    ],
    [
      'live, but not named',
      state({ phase: 'live', since: 0 }, ['replay']),
      'The platform does not offer this over its stream.',
    ],
    ['live and named', state({ phase: 'live', since: 0 }, ['resend']), null],
    ['catching up and named', state({ phase: 'catching up', done: 1, total: 2 }, ['resend']), null],
  ])('%s', (_name, stream, why) => {
    expect(platformSide(stream).can('resend')).toEqual({ available: why === null, why });
  });
});
