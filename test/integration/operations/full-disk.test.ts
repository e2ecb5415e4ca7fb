/** The disk refuses while a resend is under way. Another writer holding the file stands for it: SQLite then refuses in the same way. */
import type { Socket } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { until } from '../../fixtures/wait.ts';
import { rawReceiver } from '../delivery/receivers.ts';
import { accepted, harness } from './harness.ts';

/** A resend whose receiver has the request and has not answered; the mirror refuses from now on. */
async function scene() {
  const waiting: Socket[] = [];
  const receiver = await rawReceiver((socket) => waiting.push(socket));
  const here = await harness({ allow: [{ host: `127.0.0.1:${receiver.port}`, ranges: ['loopback'] }] });
  await here.commit(
    callEnded('altur', 'call-1'),
    webhookAttempted('msg-1', 1, { request: { ...attemptData('msg-1', 1).request, url: receiver.url } }),
  );
  const plan = await here.planResend();
  accepted(await here.operations.run({ ...plan, acknowledged: [] }));
  const socket = await until('the request', () => waiting[0]);
  const beside = new Database(join(here.dataDir, 'mirror.db'));
  onTestFinished(() => void beside.close());
  beside.exec('BEGIN IMMEDIATE');
  socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  await until('the refusal', () => here.logged.some((line) => line.includes('waits for the disk')));
  return { ...here, plan, beside, requests: () => waiting.length };
}

test('what was done is recorded once the disk takes it, and is not done again', async () => {
  const here = await scene();
  here.beside.exec('ROLLBACK');
  expect(await here.settled(here.plan.operationId)).toMatchObject({
    state: 'finished',
    items: [{ state: 'succeeded' }],
  });
  expect(here.requests()).toBe(1);
  expect(await here.readers.read((db) => db.message(2))).toMatchObject({ state: 'recovered', attempts: 2 });
});

test('core can end meanwhile; the next start calls the outcome unknown', async () => {
  const here = await scene();
  await here.close();
  here.beside.exec('ROLLBACK');
  const after = await harness({ dataDir: here.dataDir });
  expect(after.interrupted).toBe(1);
  expect(await after.settled(here.plan.operationId)).toMatchObject({
    state: 'interrupted',
    items: [{ state: 'unknown' }],
  });
  expect(here.requests()).toBe(1);
});
