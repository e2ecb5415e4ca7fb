/** Odd but legal payloads: both directions, fields that stand in for others, every spelling of a time. */
import { describe, expect, it } from 'vitest';
import type { BuiltInDialect, NormalisedCall } from '../../../shared/domain/call.ts';
import { read, sampleWith } from './fixture.ts';

const at = (text: string): number => Date.parse(text);

interface Variant {
  it: string;
  changes: Record<string, unknown>;
  gives: Partial<NormalisedCall>;
  remarks?: string[];
  zone?: string;
}

const variants: Record<BuiltInDialect, Variant[]> = {
  callkaro: [
    {
      it: 'is inbound when the try count is −1, whatever its name says',
      changes: { 'data.try_count': -1 },
      gives: { direction: 'inbound', customerNumber: '918047101234', from: '918047101234', to: '919812345670' },
    },
    {
      it: 'is inbound by name when there is no try count',
      changes: { 'data.try_count': undefined, 'data.name': 'Inbound' },
      gives: { direction: 'inbound' },
    },
    {
      it: 'is outbound by its retries when the name is strange',
      changes: { 'data.try_count': 2, 'data.name': 'campaign' },
      gives: { direction: 'outbound' },
      remarks: ['`name` was neither inbound nor outbound, ignored'],
    },
    {
      it: 'has no customer number without a direction',
      changes: { 'data.try_count': undefined, 'data.name': undefined },
      gives: { direction: null, customerNumber: null },
    },
    {
      it: 'has no end without a duration',
      changes: { 'data.call_duration': null },
      gives: { endedAt: null, durationMs: null, startedAt: at('2026-03-02T18:45:30Z') },
    },
    {
      it: 'reads its time in the connection’s zone on a day the clocks change',
      changes: { 'data.time': '2026-10-25 02:30:00' },
      zone: 'Europe/Berlin',
      gives: { startedAt: at('2026-10-25T00:30:00Z'), endedAt: at('2026-10-25T00:31:35Z') },
      remarks: ['`time` was shown twice by the clocks of Europe/Berlin that day: the earlier is assumed'],
    },
    {
      it: 'believes a zone that is given after all',
      changes: { 'data.time': '2026-03-02T18:45:30+05:30' },
      zone: 'America/New_York',
      gives: { startedAt: at('2026-03-02T13:15:30Z') },
    },
    {
      it: 'reads its time as UTC where the connection’s zone is unknown',
      changes: {},
      zone: 'Mars/Olympus',
      gives: { startedAt: at('2026-03-02T18:45:30Z') },
      remarks: ['`time` has no time zone and the connection\'s "Mars/Olympus" is not known: read as UTC'],
    },
    {
      it: 'says that no call took place',
      changes: { 'data.hangup_reason': 'USER_UNAVAILABLE', 'data.call_duration': 0 },
      gives: { reason: 'USER_UNAVAILABLE', endedBy: null, durationMs: 0 },
      remarks: ['`hangup_reason` means that no call took place'],
    },
    { it: 'takes numbers written as numbers', changes: { 'data.to': 919812345670 }, gives: { to: '919812345670' } },
    {
      it: 'prefers the reasoned value of a post-call variable and keeps the plain ones',
      changes: {
        'data.post_call': { a: 1, b: 2 },
        'data.post_call_detail': { a: { value: 3, comment: 'because' }, c: 'plain', d: {} },
        'data.functions_called': null,
      },
      gives: {
        extracted: [
          { key: 'a', value: 3, comment: 'because' },
          { key: 'b', value: 2, comment: null },
          { key: 'c', value: 'plain', comment: null },
          { key: 'd', value: null, comment: null },
        ],
      },
    },
    {
      it: 'shows a function that failed',
      changes: {
        'data.post_call': undefined,
        'data.post_call_detail': undefined,
        'data.functions_called': [{ name: 'book', success: false }, {}],
      },
      gives: { extracted: [{ key: 'book()', value: false, comment: null }] },
      remarks: ['`functions_called` held an entry without a name, ignored'],
    },
  ],
  replicer: [
    {
      it: 'swaps the numbers when inbound',
      changes: { 'data.direction': 'INBOUND' },
      gives: { direction: 'inbound', from: '+4915112345678', to: '+493012345678', customerNumber: '+4915112345678' },
    },
    {
      it: 'is content with every nullable field null',
      changes: {
        'data.customerName': null,
        'data.disconnectionReason': null,
        'data.sentiment': null,
        'data.summary': null,
        'data.transcript': null,
        'data.callSuccessful': null,
        'data.startedAt': null,
        'data.endedAt': null,
        'data.metadata': null,
      },
      gives: {
        customerName: null,
        reason: null,
        summary: null,
        transcript: null,
        success: null,
        startedAt: null,
        endedAt: at('2026-05-11T09:34:02Z'),
        metadata: null,
        campaign: null,
      },
      remarks: ['the end is the time of the delivery'],
    },
    {
      it: 'counts the duration from start and end',
      changes: { 'data.duration': undefined },
      gives: { durationMs: 181_000 },
      remarks: ['the duration is the end minus the start'],
    },
    {
      it: 'keeps both times when the end comes first',
      changes: { 'data.endedAt': '2026-05-11T09:30:00Z' },
      gives: { startedAt: at('2026-05-11T09:31:00Z'), endedAt: at('2026-05-11T09:30:00Z') },
      remarks: ['the call ended before it started'],
    },
    {
      it: 'trims, and takes an empty text for none',
      changes: { 'data.agentName': '  Nora ', 'data.summary': '  ' },
      gives: { agentName: 'Nora', summary: null },
    },
    { it: 'takes a whole number for an id', changes: { 'data.callId': 90071992 }, gives: { callId: '90071992' } },
    {
      it: 'keeps a big id that arrives as text',
      changes: { 'data.callId': '90071992547409931234' },
      gives: { callId: '90071992547409931234' },
    },
    {
      it: 'reads an offset without colon',
      changes: { 'data.startedAt': '2026-05-11T11:31:00.5+0200' },
      gives: { startedAt: at('2026-05-11T09:31:00.500Z') },
    },
    {
      it: 'knows a dial that nobody answered',
      changes: { 'data.disconnectionReason': 'dial_no_answer' },
      gives: { endedBy: null },
      remarks: ['`disconnectionReason` means that no call took place'],
    },
    {
      it: 'blames the system for a timeout',
      changes: { 'data.disconnectionReason': 'agent_timeout' },
      gives: { endedBy: 'system' },
    },
    {
      it: 'reads words in camel case',
      changes: { 'data.disconnectionReason': 'customerHangup' },
      gives: { endedBy: 'customer' },
    },
  ],
  altur: [
    {
      it: 'calls the other party of an inbound call the customer',
      changes: { type: 'inbound' },
      gives: { direction: 'inbound', customerNumber: '+525511112222', from: '+525511112222', to: '+525533334444' },
    },
    {
      it: 'falls back to the deprecated end user',
      changes: { campaign_user: undefined },
      gives: {
        customerName: 'L. Pérez',
        disposition: 'pending',
        success: null,
        tags: ['former'],
        extracted: [{ key: 'Payment Amount', value: '1', comment: null }],
        metadata: { context: 'former context' },
      },
      remarks: ['the customer is read from the deprecated `end_user`'],
    },
    {
      it: 'has no customer but the number dialled without either user',
      changes: { campaign_user: null, end_user: null },
      gives: { customerName: null, customerNumber: '+525533334444', tags: null, extracted: null, metadata: null },
    },
    {
      it: 'takes the contact for the customer’s number without a direction',
      changes: { type: 'sideways' },
      gives: { direction: null, customerNumber: '+525533334444' },
      remarks: ['`type` was "sideways", ignored'],
    },
    {
      it: 'takes the nickname of a nameless assistant',
      changes: { 'assistant.name': null },
      gives: { agentName: 'CobranzaBot' },
    },
    {
      it: 'lets the billed duration stand in',
      changes: { duration: undefined },
      gives: { durationMs: 60_000 },
      remarks: ['`billed_duration` stands in for `duration`'],
    },
    {
      it: 'keeps an empty list of tags and an empty transcript',
      changes: { 'campaign_user.tags': [], transcript: [] },
      gives: { tags: [], transcript: [] },
    },
    {
      it: 'reads turns of tools and of nobody, and turns without time',
      changes: {
        transcript: [
          { sent_by: 'tool', content: 'lookup' },
          { content: 'beep', sent_at: '2026-01-15T16:00:06Z' },
          { sent_by: 'user' },
        ],
      },
      gives: {
        transcript: [
          { role: 'system', name: null, text: 'lookup', atMs: null },
          { role: 'unknown', name: null, text: 'beep', atMs: 1000 },
        ],
      },
    },
  ],
  flow: [
    {
      it: 'accepts epoch seconds and a duration in milliseconds',
      changes: { event: { from: '+1', to: '+2', timestamp: 1_767_603_900, durationMs: 1500 } },
      gives: { endedAt: at('2026-01-05T09:05:00Z'), durationMs: 1500, direction: null, customerNumber: null },
    },
    {
      it: 'reads a transcript that is text',
      changes: { 'vars.transcript': 'Agent: Hi\nCaller: Bye' },
      gives: {
        transcript: [
          { role: 'agent', name: 'Agent', text: 'Hi', atMs: null },
          { role: 'customer', name: 'Caller', text: 'Bye', atMs: null },
        ],
      },
    },
    {
      it: 'takes the start of the chain for the end',
      changes: { event: {} },
      gives: { endedAt: at('2026-02-10T20:03:22Z') },
      remarks: ['the end is the start of the after-call chain'],
    },
    {
      it: 'does not take the start of a replay for the end',
      changes: { event: {}, operation: { id: 'op-1' } },
      gives: { endedAt: null },
    },
    {
      it: 'does not take the status of the chain for the call’s',
      changes: { status: 'failed', 'event.status': 'completed' },
      gives: { status: 'completed' },
    },
    {
      it: 'survives without event and vars',
      changes: { event: undefined, vars: undefined },
      gives: { from: null, transcript: null, extracted: null },
    },
    {
      it: 'leaves objects to the run',
      changes: { vars: { a: { b: 1 }, c: [1], d: true, e: null, f: 0 } },
      gives: {
        extracted: [
          { key: 'd', value: true, comment: null },
          { key: 'f', value: 0, comment: null },
        ],
      },
    },
  ],
  ivr: [
    {
      it: 'knows the names common among IVRs',
      changes: { event: { ani: '100', dnis: '200', hangupCause: 'SYSTEM_ERROR', direction: 'outbound' } },
      gives: { from: '100', to: '200', customerNumber: '200', endedBy: 'system' },
    },
    {
      it: 'believes who is said to have ended it',
      changes: { 'event.terminatedBy': 'caller' },
      gives: { endedBy: 'customer' },
    },
  ],
};

for (const [dialect, rows] of Object.entries(variants) as [BuiltInDialect, Variant[]][]) {
  describe(`a call of ${dialect}`, () => {
    it.each(rows)('$it', ({ changes, gives, remarks, zone }) => {
      const call = read(dialect, sampleWith(dialect, changes), zone);
      expect(call).toMatchObject(gives);
      if (remarks) expect(call.remarks).toEqual(expect.arrayContaining(remarks));
    });
  });
}
