/** Each vendor's sample payload, read in full. */
import { describe, expect, it } from 'vitest';
import { dialectById, readers, recognise } from '../../../electron/core/dialects/index.ts';
import { dialects, type NormalisedCall } from '../../../shared/domain/call.ts';
import { read, sample } from './fixture.ts';

const at = (text: string): number => Date.parse(text);

const expected: Record<(typeof dialects)[number], NormalisedCall> = {
  callkaro: {
    callId: '66f0c1b2a9d4e80012ab34cd',
    direction: 'outbound',
    from: '918047101234',
    to: '919812345670',
    customerNumber: '919812345670',
    customerName: 'Meera',
    agentId: '6512aa01ffee220034cd56ab',
    agentName: null,
    campaign: '66ef00aa11bb22cc33dd44ee',
    startedAt: at('2026-03-02T13:15:30Z'),
    endedAt: at('2026-03-02T13:17:05Z'),
    durationMs: 95_000,
    status: null,
    reason: 'CLIENT_INITIATED',
    endedBy: 'customer',
    answeredBy: null,
    success: true,
    sentiment: null,
    disposition: 'Asked for the delivery date',
    summary: null,
    tags: null,
    extracted: [
      { key: 'lead_status', value: 'warm', comment: 'Asked when the order would arrive' },
      { key: 'language', value: 'hi', comment: null },
      { key: 'update_order()', value: true, comment: 'called at 2026-03-02T13:16:40.000Z' },
    ],
    transcript: [
      { role: 'agent', name: 'Agent', text: 'नमस्ते, मैं दीपा बोल रही हूँ।', atMs: null },
      { role: 'customer', name: 'User', text: 'हाँ जी, बताइए।', atMs: null },
      { role: 'agent', name: 'Agent', text: 'आपका ऑर्डर कल पहुँच जाएगा।', atMs: null },
    ],
    recordingUrl: 'https://media.example.com/rec/66f0c1b2.mp3',
    link: 'https://callkaro.example.com/dashboard/call-history?call_id=66f0c1b2',
    followUp: false,
    cost: null,
    metadata: { name: 'Meera', order: 4711 },
    remarks: [
      "`time` has no time zone: read as Asia/Kolkata, the connection's",
      'the customer’s name is `call_metadata.name`',
      'the end is the start plus the duration',
    ],
  },
  replicer: {
    callId: 'clx-7781',
    direction: 'outbound',
    from: '+493012345678',
    to: '+4915112345678',
    customerNumber: '+4915112345678',
    customerName: 'Paul Weber',
    agentId: 'clx-agent-9',
    agentName: 'Nora',
    campaign: 'spring_2026',
    startedAt: at('2026-05-11T09:31:00Z'),
    endedAt: at('2026-05-11T09:34:01Z'),
    durationMs: 181_000,
    status: 'completed',
    reason: 'agent_hangup',
    endedBy: 'agent',
    answeredBy: null,
    success: true,
    sentiment: 'positive',
    disposition: null,
    summary: 'Wants the offer by post.',
    tags: null,
    extracted: null,
    transcript: [
      { role: 'agent', name: 'Nora', text: 'Guten Tag, Herr Weber.', atMs: null },
      { role: 'customer', name: 'Paul', text: 'Guten Tag.\nSchicken Sie mir das Angebot bitte per Post.', atMs: null },
      { role: 'agent', name: 'Nora', text: 'Gern.', atMs: null },
    ],
    recordingUrl: null,
    link: null,
    followUp: null,
    cost: 7.25,
    metadata: { campaign_id: 'spring_2026', row: 18 },
    remarks: [],
  },
  altur: {
    callId: 'cll_9aKx20',
    direction: 'outbound',
    from: '+525511112222',
    to: '+525533334444',
    customerNumber: '+525533334444',
    customerName: 'Lucía Pérez',
    agentId: 'a1b2',
    agentName: 'Elena Ruiz',
    campaign: null,
    startedAt: at('2026-01-15T16:00:05Z'),
    endedAt: at('2026-01-15T16:00:50Z'),
    durationMs: 45_000,
    status: 'ended',
    reason: 'ended',
    endedBy: null,
    answeredBy: 'human',
    success: true,
    sentiment: null,
    disposition: 'converted',
    summary: null,
    tags: ['payment_promise'],
    extracted: [
      { key: 'Payment Amount', value: '850', comment: null },
      { key: 'Payment Date', value: '2026-01-30', comment: null },
    ],
    transcript: [
      { role: 'agent', name: 'Elena Ruiz', text: '¿Hablo con Lucía?', atMs: 0 },
      { role: 'customer', name: 'Lucía Pérez', text: 'Sí, ¿quién es?', atMs: 4000 },
    ],
    recordingUrl: 'https://altur.example.com/call/cll_9aKx20/recording',
    link: null,
    followUp: null,
    cost: null,
    metadata: { f_id: 'crm-88', context: 'owes two payments', failed_retries: 0, voicemail_retries: 1 },
    remarks: [],
  },
  flow: {
    callId: 'call-501',
    direction: 'inbound',
    from: '+14155550123',
    to: '+14155550999',
    customerNumber: '+14155550123',
    customerName: null,
    agentId: null,
    agentName: 'Sam',
    campaign: 'sales',
    startedAt: at('2026-02-10T20:00:00Z'),
    endedAt: at('2026-02-10T20:03:20Z'),
    durationMs: 200_000,
    status: null,
    reason: 'caller_hangup',
    endedBy: 'customer',
    answeredBy: null,
    success: null,
    sentiment: null,
    disposition: null,
    summary: 'Caller wants another plan.',
    tags: null,
    extracted: [
      { key: 'gatheredDigits', value: '2', comment: null },
      { key: 'transferTo', value: '+14155550777', comment: null },
    ],
    transcript: [
      { role: 'agent', name: 'Sam', text: 'Sales, how can I help?', atMs: 2000 },
      { role: 'customer', name: null, text: 'I want to change my plan.', atMs: 6000 },
    ],
    recordingUrl: 'https://media.example.com/rec/501.wav',
    link: null,
    followUp: null,
    cost: null,
    metadata: null,
    remarks: [],
  },
  ivr: {
    callId: 'ivr-77',
    direction: 'inbound',
    from: '+905321112233',
    to: '+902123334455',
    customerNumber: '+905321112233',
    customerName: null,
    agentId: null,
    agentName: null,
    campaign: null,
    startedAt: at('2026-01-05T09:03:58.500Z'),
    endedAt: at('2026-01-05T09:05:00Z'),
    durationMs: 61_500,
    status: null,
    reason: null,
    endedBy: null,
    answeredBy: null,
    success: null,
    sentiment: null,
    disposition: null,
    summary: null,
    tags: null,
    extracted: [{ key: 'choice', value: '3', comment: null }],
    transcript: [{ role: 'unknown', name: null, text: 'Lütfen bekleyin.', atMs: null }],
    recordingUrl: null,
    link: null,
    followUp: null,
    cost: null,
    metadata: null,
    remarks: ['the start is the end minus the duration'],
  },
};

describe.each(dialects)('the sample of %s', (dialect) => {
  it('is read in full', () => {
    expect(read(dialect, sample(dialect), 'Asia/Kolkata')).toEqual(expected[dialect]);
  });

  it('is recognised by its own reader alone', () => {
    const knowing = readers.filter((reader) => reader.recognises(sample(dialect)));
    expect(knowing.map((reader) => reader.id)).toEqual([dialect]);
    expect(recognise(sample(dialect))?.id).toBe(dialect);
    expect(dialectById(dialect)?.id).toBe(dialect);
  });
});

it.each([null, undefined, 7, 'call_ended', [], [{ event: 'call_ended' }], {}, { event: 'call_started', data: {} }])(
  'recognises nothing in %j',
  (payload) => {
    expect(recognise(payload)).toBeUndefined();
  },
);

it('knows no dialect of another name', () => {
  expect(dialectById('__proto__')).toBeUndefined();
});
