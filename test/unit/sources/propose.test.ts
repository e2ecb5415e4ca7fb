/** Guesses at unknown payloads, in the manner of platforms whose documents we have never seen. */
import { expect, test } from 'vitest';
import { propose } from '../../../electron/core/sources/mapping/propose.ts';

const of = (payload: unknown) => {
  const { guesses, likeness } = propose(payload);
  return { likeness, fields: Object.fromEntries(guesses.map(({ field, expression }) => [field, expression])) };
};

test('a flat payload in snake case', () => {
  const { likeness, fields } = of({
    call_id: 'abc-123',
    from_number: '+15550100001',
    to_number: '+15550100002',
    direction: 'inbound',
    start_time: 1_767_225_600_000,
    end_time: '2026-01-01T00:02:00Z',
    duration_ms: 120_000,
    recording_url: 'https://x.example/r.mp3',
    call_summary: 'The customer asked for a new date',
    disconnect_reason: 'user_hangup',
    tags: ['vip', 'late'],
  });
  expect(likeness).toBeGreaterThan(0.8);
  expect(fields).toEqual({
    callId: 'call_id',
    direction: 'direction',
    from: 'from_number',
    to: 'to_number',
    startedAt: 'start_time',
    endedAt: 'end_time',
    durationS: 'duration_ms / 1000',
    reason: 'disconnect_reason',
    summary: 'call_summary',
    tags: 'tags',
    recordingUrl: 'recording_url',
  });
});

test('a nested payload in camel case, with odd keys', () => {
  const { fields } = of({
    'call-record': {
      conversationId: 77,
      customer: { phoneNumber: '+49 151 0000 0001' },
      agent: { id: 'a-1', name: 'Ada' },
      talkTime: '02:41',
      transcription: [{ who: 'bot', words: 'Hello' }],
    },
  });
  expect(fields).toMatchObject({
    callId: '`call-record`.conversationId',
    customerNumber: '`call-record`.customer.phoneNumber',
    durationS: '`call-record`.talkTime',
    transcript: '[`call-record`.transcription.{"role": `who`, "text": `words`}]',
  });
});

test.each([
  [null],
  [1],
  ['x'],
  [[]],
  [{}],
  [[{ id: 1 }]],
  [{ '': 1, '`': 2 }],
  [{ name: 'Ada', email: 'a@b.example' }],
])('%j is hardly a call', (payload) => {
  expect(propose(payload).likeness).toBeLessThan(0.3);
});

test('one value is one field, and the surest guess has it', () => {
  const { fields } = of({ id: 'x', call_id: 'y' });
  expect(fields).toEqual({ callId: 'call_id' });
});
