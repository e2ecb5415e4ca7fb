/** Two events that speak of one call become one row, whichever is projected first, and every field knows where it came from. */
import { describe, expect, test } from 'vitest';
import { type BuiltInDialect, dialects } from '../../../shared/domain/call.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan } from '../../fixtures/events/chain-ran.ts';
import { type Loose, frame as received, receivedAt } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const only = (mirror: TestMirror) => {
  expect(mirror.value('SELECT count(*) FROM call')).toBe(1);
  const call = mirror.read.call(mirror.value('SELECT id FROM call'));
  if (!call) throw new Error('no call');
  return call;
};

describe.each(dialects)('%s', (dialect: BuiltInDialect) => {
  test('the sample becomes a call that keeps a link to its event', () => {
    const mirror = mirrorForTest();
    expect(mirror.commit(callEnded(dialect, 'call-1'))).toMatchObject({ added: 1, deadLetters: 0 });
    const call = only(mirror);
    expect(call).toMatchObject({
      id: 1,
      callId: 'call-1',
      dialect,
      connectionId: 'c1',
      webhooks: 'none',
      chains: 'none',
    });
    expect(call.events).toMatchObject([{ seq: 1, type: 'call.ended', receivedAt }]);
    expect(new Set(Object.values(call.provenance))).toEqual(new Set([1]));
    expect(call.endedAtAssumed).toBe(false);
  });
});

test('the newest value that is not null wins, field by field', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    callEnded('replicer', 'call-1', { summary: 'first', agentName: 'Nora', sentiment: 'negative' }),
    callEnded('replicer', 'call-1', { summary: 'second', agentName: null, sentiment: undefined, tokenCost: 9 }),
  );
  const call = only(mirror);
  expect(call).toMatchObject({ id: 1, summary: 'second', agentName: 'Nora', sentiment: 'negative', cost: 9 });
  expect(call.provenance).toMatchObject({ summary: 2, agentName: 1, sentiment: 1, cost: 2 });
  expect(call.events.map(({ seq }) => seq)).toEqual([1, 2]);
});

test('false, zero and an empty list are values, and win over what was there', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    callEnded('callkaro', 'call-1', { conversion_status: true, call_duration: 95, next_call_scheduled: true }),
    callEnded('callkaro', 'call-1', { conversion_status: false, call_duration: 0, next_call_scheduled: false }),
  );
  expect(only(mirror)).toMatchObject({ success: false, durationMs: 0, followUp: false });
});

test('the customer’s digits follow the number, so a search finds the merged one and not the former', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    callEnded('replicer', 'call-1', { customerPhone: '+4915112345678' }),
    callEnded('replicer', 'call-1', { customerPhone: '+4915187654321' }),
  );
  expect(mirror.read.callsPage({ limit: 10, show: 'all', text: '654321' }).rows).toHaveLength(1);
  expect(mirror.value('SELECT customer_digits FROM call')).toBe('1234567815194');
});

test('the vendor’s own report counts more than what a chain run lets guess, whichever came first', () => {
  for (const order of ['run first', 'report first']) {
    const mirror = mirrorForTest();
    const run = chainRan('run-1', { vars: { summary: 'guessed', campaign: 'winter' } });
    const report = callEnded('replicer', 'call-1', { summary: 'reported', metadata: null });
    mirror.commit(...(order === 'run first' ? [run, report] : [report, run]));
    expect(only(mirror)).toMatchObject({ dialect: 'replicer', summary: 'reported', campaign: 'winter' });
  }
});

test('a run that comes after another run refreshes its guesses', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    chainRan('run-1', { vars: { summary: 'one' } }),
    chainRan('run-2', { vars: { summary: 'two' }, trigger: 'hangup' }),
  );
  expect(only(mirror).summary).toBe('two');
});

test('remarks of all events are kept once each', () => {
  const mirror = mirrorForTest({ zone: 'Asia/Kolkata' });
  mirror.commit(callEnded('callkaro', 'call-1'), callEnded('callkaro', 'call-1', { hangup_reason: 'OTHER' }));
  const { remarks } = only(mirror);
  const zone = remarks.filter((remark) => remark.includes('Asia/Kolkata'));
  expect(zone).toEqual(["`time` has no time zone: read as Asia/Kolkata, the connection's"]);
  expect(new Set(remarks).size).toBe(remarks.length);
});

test('a call without an end is put at its receipt and says so, until an end is known', () => {
  const mirror = mirrorForTest();
  const blank = { startedAt: null, endedAt: null, duration: null };
  mirror.commit({
    ...callEnded('replicer', 'call-1', blank),
    data: { ...payloadOf(callEnded('replicer', 'call-1', blank)), timestamp: null },
  });
  expect(only(mirror)).toMatchObject({ endedAt: receivedAt, endedAtAssumed: true });
  expect(only(mirror).provenance.endedAt).toBe(undefined);
  mirror.commit(callEnded('replicer', 'call-1'));
  expect(only(mirror)).toMatchObject({ endedAt: Date.parse('2026-05-11T09:34:01Z'), endedAtAssumed: false });
  expect(only(mirror).provenance.endedAt).toBe(2);
});

test('the hour a call counts in follows its end', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    callEnded('replicer', 'call-1', { endedAt: '2026-05-11T09:34:01Z' }),
    callEnded('replicer', 'call-1', { endedAt: '2026-05-11T11:02:00Z' }),
  );
  expect(mirror.rows('SELECT at, n FROM call_hour')).toEqual([{ at: Date.UTC(2026, 4, 11, 11), n: 1 }]);
});

test('events of one call on two connections are two calls', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('altur', 'call-1'));
  mirror.writer.commit({
    connectionId: 'c2',
    zone: 'UTC',
    received: [received(callEnded('altur', 'call-1'))],
    position: null,
  });
  expect(mirror.rows('SELECT connection_id, call_id FROM call ORDER BY id')).toEqual([
    { connection_id: 'c1', call_id: 'call-1' },
    { connection_id: 'c2', call_id: 'call-1' },
  ]);
});

describe('an older event projected later, as when a dead letter is retried', () => {
  /** The first event is refused until the trap is removed, then tried again after the second. */
  function lateFirst(first: Loose, second: Loose): TestMirror {
    const mirror = mirrorForTest();
    mirror.db.exec(
      `CREATE TEMP TRIGGER refuse BEFORE INSERT ON call WHEN new.id = 1 BEGIN SELECT raise(ABORT, 'no'); END`,
    );
    expect(mirror.commit(first, second)).toMatchObject({ added: 2, deadLetters: 1 });
    mirror.db.exec('DROP TRIGGER refuse');
    expect(mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters())).toMatchObject({ tried: 1, resolved: 1 });
    return mirror;
  }

  test('fills what is missing and does not overwrite what is newer', () => {
    const mirror = lateFirst(
      callEnded('replicer', 'call-1', { summary: 'older', agentName: 'Nora', tokenCost: 1 }),
      callEnded('replicer', 'call-1', { summary: 'newer', agentName: null, tokenCost: 2 }),
    );
    const call = only(mirror);
    expect(call).toMatchObject({ summary: 'newer', agentName: 'Nora', cost: 2 });
    expect(call.provenance).toMatchObject({ summary: 2, agentName: 1, cost: 2 });
    expect(call.events.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('does not give the call its dialect', () => {
    const mirror = lateFirst(callEnded('altur', 'call-1'), callEnded('replicer', 'call-1'));
    expect(only(mirror).dialect).toBe('replicer');
  });
});

describe('how a call stands', () => {
  const ok = { status: 200, headers: [], body: '', truncated: false };
  const state = (mirror: TestMirror) => {
    const { webhooks, chains } = only(mirror);
    return { webhooks, chains };
  };

  test('is the worst of its webhook messages, whether they come before the call or after it', () => {
    const delivered = webhookAttempted('m1', 1, { response: { status: 200, headers: [], body: '', truncated: false } });
    const failed = webhookAttempted('m2', 1);
    const after = mirrorForTest();
    after.commit(callEnded('altur', 'call-1'), delivered);
    expect(state(after)).toEqual({ webhooks: 'succeeded', chains: 'none' });
    after.commit(failed);
    expect(state(after)).toEqual({ webhooks: 'failed', chains: 'none' });

    const before = mirrorForTest();
    before.commit(delivered, failed, callEnded('altur', 'call-1'));
    expect(state(before)).toEqual({ webhooks: 'failed', chains: 'none' });
  });

  test('tells chains apart from webhooks', () => {
    const mirror = mirrorForTest();
    mirror.commit(chainRan('run-1', { status: 'succeeded' }), webhookAttempted('m1', 1));
    expect(state(mirror)).toEqual({ webhooks: 'failed', chains: 'succeeded' });
  });

  test('follows a try that does not name the call its message belongs to', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      callEnded('altur', 'call-1'),
      webhookAttempted('m1', 1),
      webhookAttempted('m1', 2, {
        callId: null,
        trigger: 'manual',
        response: { status: 200, headers: [], body: '', truncated: false },
      }),
    );
    expect(state(mirror)).toEqual({ webhooks: 'recovered', chains: 'none' });
  });

  test('follows a message whose call becomes known by a later try', () => {
    const mirror = mirrorForTest();
    mirror.commit(callEnded('altur', 'call-1'), webhookAttempted('m1', 1, { callId: null }));
    expect(state(mirror)).toEqual({ webhooks: 'none', chains: 'none' });
    mirror.commit(webhookAttempted('m1', 2));
    expect(state(mirror)).toEqual({ webhooks: 'failed', chains: 'none' });
    expect(mirror.read.messagesPage({ limit: 5, show: 'failed' }).rows).toMatchObject([
      { callId: 'call-1', callKey: 1, attempts: 2 },
    ]);
  });

  test('counts what an earlier batch brought of a call that is new, and calls it after the call', () => {
    const mirror = mirrorForTest();
    mirror.commit(webhookAttempted('m1', 1));
    mirror.commit(callEnded('replicer', 'call-1', { agentName: 'Ada' }), webhookAttempted('m2', 1, { response: ok }));
    expect(state(mirror)).toEqual({ webhooks: 'failed', chains: 'none' });
    expect(mirror.rows('SELECT agent FROM webhook_message')).toEqual([{ agent: 'Ada' }, { agent: 'Ada' }]);
  });

  test('follows a message that was there before, and names the call in the batch that makes it', () => {
    const mirror = mirrorForTest();
    mirror.commit(webhookAttempted('m1', 1, { callId: null }));
    mirror.commit(webhookAttempted('m1', 2), callEnded('replicer', 'call-1', { agentName: 'Ada' }));
    expect(state(mirror)).toEqual({ webhooks: 'failed', chains: 'none' });
    expect(mirror.value('SELECT agent FROM webhook_message')).toBe('Ada');
  });

  test.each(['a\0b', '\0', 'half a pair \ud83d', '"\\', '\u{1f4de}'])(
    'is told of one that its vendor calls %j',
    (callId) => {
      const mirror = mirrorForTest();
      mirror.commit(webhookAttempted('m1', 1, { callId }), callEnded('replicer', callId, { summary: 'first' }));
      expect(mirror.commit(callEnded('replicer', callId, { summary: 'second' }))).toMatchObject({ deadLetters: 0 });
      expect(only(mirror)).toMatchObject({ summary: 'second', webhooks: 'failed' });
    },
  );
});

function payloadOf(event: Loose): Loose {
  const { data } = event;
  if (typeof data !== 'object' || data === null) throw new Error('no payload');
  return { ...data };
}
