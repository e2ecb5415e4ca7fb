/** Two plans for one message, run at the same moment: only one of them sends. */
import { expect, test } from 'vitest';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { accepted, harness } from './harness.ts';
import { startReceiver } from './receiver.ts';

const rounds = 40;

test('of two operations on one message the second is refused or left out, however close they are', async () => {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  await here.commit(callEnded('altur', 'call-1'));
  const request = { method: 'POST', url: receiver.url, headers: [], body: '{}' };
  for (let n = 1; n <= rounds; n += 1) await here.commit(webhookAttempted(`msg-${n}`, n, { request }));
  const { rows } = await here.readers.read((db) => db.messagesPage({ limit: 200, show: 'failed' }));
  expect(rows).toHaveLength(rounds);

  for (const [index, { id }] of rows.entries()) {
    const single = await here.planResend({ messageId: id });
    const bulk = accepted(
      await here.operations.planBulk({
        kind: 'resend',
        select: { ids: [id] },
        executor: 'this machine',
        name: `round ${index}`,
        reason: 'a race',
        pace: { perHostPerS: 1000, perHostAtOnce: 4, canary: 0, stopAfter: 0 },
      }),
    );
    const run = ({ operationId, hash }: { operationId: string; hash: string }) =>
      here.operations.run({ operationId, hash, acknowledged: [] });
    const [one, two] = await Promise.all([run(single), run(bulk)]);
    expect(one.ok || two.ok).toBe(true);
    await Promise.all(
      [single, bulk].map(async ({ operationId }, at) => (at === 0 ? one : two).ok && here.settled(operationId)),
    );
    expect(receiver.arrived.length, `round ${index}`).toBe(index + 1);
  }
});
