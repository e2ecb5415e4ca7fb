/** Lines of the audit in words, and the way to what they are about. */
import { describe, expect, test } from 'vitest';
import { aboutOf, actionWords, brief, detailWords } from '../../../renderer/features/activity/words.ts';
import type { AuditRow } from '../../../shared/domain/operation.ts';

const line = (action: string, detail: AuditRow['detail'] = {}, subject = 'it'): AuditRow => ({
  id: 1,
  at: 0,
  actor: 'Åsa',
  action,
  subject,
  detail,
  hash: '00',
});

test('an action is a sentence', () => {
  expect(actionWords('resend.started')).toBe('Resend started');
  expect(actionWords('call revealed')).toBe('Call revealed');
});

describe('a detail', () => {
  test('says what a setting was and is', () => {
    const row = line('settings changed', { maskNumbers: { from: false, to: true }, folder: { from: null, to: '/b' } });
    expect(brief(row)).toBe('mask numbers: no → yes · folder: none → /b');
  });

  test('lists what is short, leaves out what says nothing, and leaves the rest to be unfolded', () => {
    const { said, rest } = detailWords(
      line('items ended', { items: [{ outcome: 'failed' }], names: ['a', 'b'], why: null, calls: 2, from: { a: 1 } }),
    );
    expect(said).toEqual([
      ['names', 'a, b'],
      ['calls', '2'],
    ]);
    expect(rest).toEqual({ items: [{ outcome: 'failed' }], from: { a: 1 } });
  });
});

describe('a line leads to', () => {
  test.each<[AuditRow, object | null]>([
    [line('call revealed', { connection: 'c1', call: 7 }), { kind: 'call', id: 7 }],
    [line('evidence exported', { connection: 'c1', call: 7 }), { kind: 'call', id: 7 }],
    [line('note added', { connectionId: 'c1' }, 'call-1'), { kind: 'calls', text: 'call-1' }],
    [line('review undone', { connectionId: 'c1' }, 'call-1'), { kind: 'calls', text: 'call-1' }],
    [line('resend planned', {}, 'op-1'), { kind: 'operation', id: 'op-1' }],
    [line('items ended', {}, 'op-1'), { kind: 'operation', id: 'op-1' }],
    [line('endpoint tested', { connection: 'c1' }, 'crm'), { kind: 'endpoint', connectionId: 'c1', endpointId: 'crm' }],
    [line('endpoint removed', { connection: 'c1' }, 'crm'), null],
    [line('connection added'), { kind: 'connections' }],
    [line('settings changed', {}, 'privacy'), { kind: 'settings', section: 'privacy' }],
    [line('review queue added', {}, 'Long ones'), { kind: 'review' }],
    [line('calls exported', {}, 'calls'), null],
    [line('backup made', {}, 'a.db'), null],
  ])('%o', (row, about) => {
    expect(aboutOf(row)).toEqual(about);
  });
});
