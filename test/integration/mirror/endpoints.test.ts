/** Attempts by the hour are kept back until the commit: what is not committed must not be in them. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hourOf } from '../../../electron/core/mirror/rollups.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const slots = (mirror: TestMirror) =>
  mirror.rows('SELECT outcome, cause, n, last_at FROM endpoint_hour ORDER BY cause');
const at = (text: string) => Date.parse(text);

test('they are counted by how they ended, over batches', () => {
  const mirror = mirrorForTest();
  mirror.commit(webhookAttempted('a', 1), webhookAttempted('b', 3));
  mirror.commit(webhookAttempted('c', 2), webhookAttempted('c', 4, { response: answer(204) }));
  mirror.commit(webhookAttempted('d', 5, { response: null, error: { kind: 'dns', message: 'no' } }));
  expect(slots(mirror)).toEqual([
    { outcome: 'succeeded', cause: '', n: 1, last_at: at(minute(4)) },
    { outcome: 'failed', cause: '500', n: 3, last_at: at(minute(3)) },
    { outcome: 'failed', cause: 'dns', n: 1, last_at: at(minute(5)) },
  ]);
  expect(mirror.value('SELECT DISTINCT hour FROM endpoint_hour')).toBe(hourOf(at(minute(1))));
});

test('an attempt that cannot be projected is not among them, nor in any other number', () => {
  const mirror = mirrorForTest();
  mirror.db.exec(
    `CREATE TEMP TRIGGER refuse BEFORE INSERT ON webhook_message WHEN new.message_id = 'b' BEGIN SELECT raise(ABORT, 'no'); END`,
  );
  mirror.commit(webhookAttempted('a', 1), webhookAttempted('b', 2), webhookAttempted('c', 3));
  expect(slots(mirror)).toMatchObject([{ cause: '500', n: 2 }]);
  expect(mirror.rows(`SELECT metric, value FROM rollup WHERE metric LIKE 'messages%'`)).toEqual([
    { metric: 'messages failed', value: 2 },
  ]);
  mirror.db.exec('DROP TRIGGER refuse');
  mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters());
  expect(slots(mirror)).toMatchObject([{ cause: '500', n: 3 }]);
});

test('a batch that the disk refuses leaves nothing behind, and counts once when it is given again', () => {
  const mirror = mirrorForTest();
  mirror.commit(webhookAttempted('a', 1));
  const pages = mirror.value<number>('PRAGMA page_count');
  mirror.db.pragma(`max_page_count = ${pages}`);
  // Nothing that packs to less than a page.
  const body = randomBytes(100_000).toString('hex');
  const big = webhookAttempted('b', 2, { response: answer(500, body) });
  expect(() => mirror.commit(webhookAttempted('c', 3), big)).toThrow(/full/);
  mirror.db.pragma('max_page_count = 1000000');
  mirror.commit(webhookAttempted('c', 3), big);
  expect(mirror.value('SELECT sum(n) FROM endpoint_hour')).toBe(3);
  expect(mirror.value(`SELECT value FROM rollup WHERE metric = 'messages failed'`)).toBe(3);
});
