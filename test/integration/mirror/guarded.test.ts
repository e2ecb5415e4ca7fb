/** An event that cannot be projected is undone alone: in the tables, and in what is kept in memory of the calls of its batch. */
import { expect, test } from 'vitest';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan } from '../../fixtures/events/chain-ran.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

/** Refuses what the event `seq` writes last, when most of it is done. */
const refuse = (mirror: TestMirror, table: string, key: string, seq: number): void =>
  void mirror.db.exec(
    `CREATE TEMP TRIGGER refuse BEFORE INSERT ON ${table} WHEN new.${key} = ${seq} BEGIN SELECT raise(ABORT, 'no'); END`,
  );

const calls = (mirror: TestMirror) =>
  mirror.rows('SELECT id, call_id, agent_name AS agent, summary, webhooks, chains FROM call ORDER BY id');

const shares = (mirror: TestMirror) =>
  mirror.rows("SELECT value, n, failed FROM share WHERE about = 'agent' AND hours = 1 ORDER BY value");

test('what the refused event said of a call is in neither the call nor its numbers, and what came after it is', () => {
  const mirror = mirrorForTest();
  refuse(mirror, 'call_event', 'seq', 2);
  const done = mirror.commit(
    callEnded('replicer', 'call-1', { agentName: 'Ada', summary: 'first' }),
    callEnded('replicer', 'call-1', { agentName: 'Zoe', summary: 'refused' }),
    webhookAttempted('m1', 1, { callId: 'call-1' }),
  );
  expect(done).toMatchObject({ added: 3, deadLetters: 1 });
  expect(calls(mirror)).toEqual([
    { id: 1, call_id: 'call-1', agent: 'Ada', summary: 'first', webhooks: 'failed', chains: 'none' },
  ]);
  expect(mirror.value('SELECT agent FROM webhook_message')).toBe('Ada');
  expect(shares(mirror)).toEqual([{ value: 'Ada', n: 1, failed: 1 }]);
});

test('a refused event that would have made the call leaves no call behind for those after it', () => {
  const mirror = mirrorForTest();
  refuse(mirror, 'call_event', 'seq', 1);
  mirror.commit(
    callEnded('replicer', 'call-1', { agentName: 'Zoe' }),
    webhookAttempted('m1', 1, { callId: 'call-1' }),
    callEnded('replicer', 'call-1', { agentName: 'Ada' }),
  );
  expect(calls(mirror)).toMatchObject([{ id: 3, agent: 'Ada', webhooks: 'failed' }]);
  expect(mirror.value("SELECT value FROM rollup WHERE metric = 'calls'")).toBe(1);
  expect(mirror.value('SELECT agent FROM webhook_message')).toBe('Ada');
});

test('a refused try leaves its call as it stood, and the next one moves it', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('replicer', 'call-1', { agentName: 'Ada' }));
  refuse(mirror, 'webhook_message', 'id', 2);
  mirror.commit(
    webhookAttempted('m1', 1, { callId: 'call-1' }),
    chainRan('run-1', { callId: 'call-1', status: 'succeeded', vars: {} }),
  );
  expect(calls(mirror)).toMatchObject([{ id: 1, webhooks: 'none', chains: 'succeeded' }]);
  expect(shares(mirror)).toEqual([{ value: 'Ada', n: 1, failed: 0 }]);
  mirror.db.exec('DROP TRIGGER refuse');
  mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters());
  expect(calls(mirror)).toMatchObject([{ id: 1, webhooks: 'failed', chains: 'succeeded' }]);
  expect(shares(mirror)).toEqual([{ value: 'Ada', n: 1, failed: 1 }]);
  const before = mirror.projections();
  rebuildProjections(mirror.db);
  expect(mirror.projections()).toEqual(before);
});

test('a call that is refused when it is written costs the event that told of it last', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('replicer', 'call-1', { summary: 'first' }), webhookAttempted('m1', 1, { callId: 'call-1' }));
  mirror.db.exec(
    `CREATE TEMP TRIGGER refuse BEFORE UPDATE ON call WHEN new.summary = 'refused' BEGIN SELECT raise(ABORT, 'no'); END`,
  );
  const done = mirror.commit(
    callEnded('replicer', 'call-1', { summary: 'second' }),
    callEnded('replicer', 'call-1', { summary: 'refused' }),
  );
  expect(done).toMatchObject({ added: 2, deadLetters: 1 });
  expect(calls(mirror)).toMatchObject([{ id: 1, summary: 'second', webhooks: 'failed' }]);
});
