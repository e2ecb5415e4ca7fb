import { describe, expect, it } from 'vitest';
import {
  type BulkTarget,
  controlsOf,
  ended,
  paceOf,
  shares,
  usualName,
  wholeSeconds,
  willHappenInBulk,
  willRun,
} from '../../../renderer/features/operations/bulk.ts';
import { draftOf, type EditDraft, editOf } from '../../../renderer/features/operations/edit.ts';
import { fileName } from '../../../renderer/features/operations/file-name.ts';
import { type BulkPlan, usualPace } from '../../../shared/domain/bulk.ts';

const plan: BulkPlan = {
  operationId: 'op',
  hash: 'h',
  kind: 'resend',
  executor: 'this machine',
  name: 'n',
  reason: 'r',
  createdAt: 0,
  total: 50,
  eligible: 43,
  ineligible: [],
  recovered: 0,
  risks: [],
  riskSets: [
    { codes: ['unknown outcome'], count: 3 },
    { codes: ['succeeded since', 'unknown outcome'], count: 2 },
  ],
  signed: 43,
  needAcknowledging: 5,
  hosts: [],
  estimateS: 3,
  example: null,
  pace: usualPace,
  platform: { available: true, why: null },
};

describe('the name of an operation on many', () => {
  const filtered = (text: string | undefined, exact = true): BulkTarget => ({
    selection: { kind: 'resend', select: { filter: { show: 'failed', text } } },
    items: { count: 43, exact },
  });

  it('says what was chosen, and by which filter', () => {
    expect(usualName(filtered('crm'))).toBe('Resend 43 failed messages matching “crm”');
    expect(usualName(filtered(undefined, false))).toBe('Resend 43+ failed messages');
    const filter = { show: 'failed' as const, incident: 7 };
    const items = { count: 500, exact: true };
    expect(usualName({ selection: { kind: 'resend', select: { filter } }, items })).toBe(
      'Resend 500 failed messages of one incident',
    );
    const incident = '503 from CRM: Instance is under maintenance';
    expect(usualName({ selection: { kind: 'resend', select: { filter } }, items, incident })).toBe(
      `Resend 500 failed messages: ${incident}`,
    );
    const narrowed = { show: 'failed' as const, endpoint: 'crm', status: '5xx' };
    expect(usualName({ selection: { kind: 'resend', select: { filter: narrowed } }, items })).toBe(
      'Resend 500 failed messages: endpoint crm, status 5xx',
    );
    expect(usualName({ selection: { kind: 'replay', select: { ids: [7] } }, items: { count: 1, exact: true } })).toBe(
      'Replay 1 chosen run',
    );
  });

  it('is never longer than core takes', () => {
    expect(usualName(filtered('x'.repeat(200)))).toHaveLength(120);
  });
});

describe('the plan of an operation on many', () => {
  it('counts what needs acknowledging only once it is acknowledged', () => {
    const number = (...codes: string[]) => willRun(plan, new Set(codes));
    expect([number(), number('unknown outcome'), number('succeeded since')]).toEqual([38, 41, 38]);
    expect(number('unknown outcome', 'succeeded since')).toBe(43);
  });

  it('calls freshly signed only what is', () => {
    expect(willHappenInBulk(plan)).toContain('to the same addresses, freshly signed.');
    expect(willHappenInBulk({ ...plan, signed: 0 })).toContain('to the same addresses, unsigned.');
    expect(willHappenInBulk({ ...plan, signed: 40 })).toContain(', 40 freshly signed and 3 unsigned.');
    expect(willHappenInBulk({ ...plan, executor: 'platform', signed: 0 })).not.toContain('signed');
  });

  it('says in which version chains run', () => {
    const replay = { ...plan, kind: 'replay' as const, signed: 0 };
    expect(willHappenInBulk(replay)).toContain('each in the version it ran in then');
    expect(willHappenInBulk(replay, 'current')).toContain('each in the newest version of its flow');
  });

  it('names the canary, unless it would be everything', () => {
    expect(willHappenInBulk(plan)).toContain('10 of them, then it waits');
    expect(willHappenInBulk({ ...plan, eligible: 10 })).not.toContain('waits');
    expect(willHappenInBulk({ ...plan, pace: { ...usualPace, canary: 0, stopAfter: 0 } })).not.toMatch(/waits|pauses/);
  });

  it('does not say a time to the tenth of a second', () => {
    expect([wholeSeconds(0), wholeSeconds(3.2), wholeSeconds(161)]).toEqual(['1 s', '4 s', '2 m 41 s']);
  });
});

describe('the pace as typed', () => {
  it('is read when every field fits', () => {
    expect(paceOf({ perHostPerS: '0.5', perHostAtOnce: 4, canary: 0, stopAfter: '10' })).toEqual({
      perHostPerS: 0.5,
      perHostAtOnce: 4,
      canary: 0,
      stopAfter: 10,
    });
  });

  it('is refused while a field is empty, out of range or not whole', () => {
    expect(paceOf({ ...usualPace, canary: '' })).toBeNull();
    expect(paceOf({ ...usualPace, perHostPerS: 0 })).toBeNull();
    expect(paceOf({ ...usualPace, perHostAtOnce: 65 })).toBeNull();
    expect(paceOf({ ...usualPace, stopAfter: 1.5 })).toBeNull();
  });
});

describe('an operation under way', () => {
  const row = { total: 40, counts: { succeeded: 10, failed: 5, running: 1, planned: 24 } };

  it('is as far as its items have ended', () => {
    expect(ended(row)).toBe(15);
  });

  it('shows outcomes first, each with its share of all', () => {
    expect(shares(row).map(({ state, share }) => [state, share])).toEqual([
      ['succeeded', 0.25],
      ['failed', 0.125],
      ['running', 0.025],
      ['planned', 0.6],
    ]);
    expect(shares({ total: 0, counts: {} })).toEqual([]);
  });

  it('can be told what its state allows, and nothing once it is over', () => {
    expect(controlsOf('running')).toEqual({ act: 'pause', canAbort: true });
    expect(controlsOf('paused')).toEqual({ act: 'resume', canAbort: true });
    expect(controlsOf('waiting')).toEqual({ act: 'goOn', canAbort: true });
    for (const state of ['planned', 'finished', 'aborted', 'interrupted'] as const)
      expect(controlsOf(state)).toEqual({ act: null, canAbort: false });
  });
});

describe('the file of a report', () => {
  it('has a name that every file system takes', () => {
    expect(fileName('Resend 43 messages matching “a/b:c”')).toBe('Resend-43-messages-matching-a-b-c');
    expect(fileName('Überfällig …')).toBe('Überfällig');
    expect(fileName('***')).toBe('operation');
  });
});

describe('an edit of a message', () => {
  const original = {
    method: 'POST',
    url: 'https://crm.example/h',
    headers: [
      ['Content-Type', 'application/json'],
      ['webhook-id', 'm1'],
      ['X-Altur-Signature', 'abc'],
      ['X-Tag', 'a'],
      ['X-Tag', 'b'],
      ['Host', 'crm.example'],
    ] as [string, string][],
    body: '{"a":1}',
    encoding: 'utf8' as const,
  };

  it('offers only headers that are not made anew', () => {
    expect(draftOf(original).headers.map(({ name }) => name)).toEqual(['Content-Type', 'X-Tag', 'X-Tag']);
  });

  it('is nothing when nothing differs', () => {
    expect(editOf(original, draftOf(original))).toEqual({ ok: true, edit: null });
  });

  it('says what was set, removed and written anew, and no more', () => {
    const { headers } = draftOf(original);
    const [type, first] = headers;
    const edit = (draft: EditDraft) => {
      const made = editOf(original, draft);
      return made.ok ? made.edit : made.problem;
    };
    expect(edit({ headers, body: '{"a":2}' })).toEqual({ body: { text: '{"a":2}', encoding: 'utf8' } });
    expect(edit({ headers: [...headers, { name: 'x-new', value: '1' }], body: original.body })).toEqual({
      set: [['x-new', '1']],
    });
    expect(edit({ headers: type ? [type] : [], body: original.body })).toEqual({ remove: ['x-tag'] });
    expect(edit({ headers: [type, first].filter((each) => each !== undefined), body: original.body })).toEqual({
      set: [['X-Tag', 'a']],
    });
    expect(edit({ headers: [...headers, { name: 'bad name', value: '' }], body: '' })).toMatch(/not a header name/);
    expect(edit({ headers: [...headers, { name: 'Webhook-Signature', value: '' }], body: '' })).toMatch(/set anew/);
  });
});
