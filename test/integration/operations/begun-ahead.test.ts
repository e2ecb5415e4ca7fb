/** Where much goes out, items are begun ahead of their place: what then does not go out is given back, however the work ends. */
import { expect, test } from 'vitest';
import { until } from '../../fixtures/wait.ts';
import { accepted, type Harness, harness } from './harness.ts';
import { failures, planAll } from './outage.ts';
import { startReceiver } from './receiver.ts';

const messages = 1500;
const answered = 700;
const atOnce = 64;

/** Goes on a little each time it is asked: by it much goes out in a short time, however slow this machine is just now. */
function tickingClock(): () => number {
  let at = 0;
  return () => {
    at += 0.1;
    return at;
  };
}

const countsOf = async (here: Harness, operationId: string) =>
  (await here.readers.read((db) => db.operation(operationId)))?.counts ?? {};

const finished = (here: Harness, operationId: string) =>
  until('the resend to finish', async () => {
    const operation = await here.readers.read((db) => db.operation(operationId));
    return operation?.state === 'finished';
  });

/** A resend whose receiver answers no more: so many are under way as may be, and further ones are begun ahead. */
async function scene() {
  const receiver = await startReceiver();
  let silent = true;
  Object.defineProperty(receiver, 'answer', {
    get: () => (silent && receiver.arrived.length > answered ? null : 200),
  });
  const here = await harness({ allow: receiver.allow, steady: tickingClock() });
  await here.commit(...failures(messages, receiver.url));
  await here.setEndpoint({ timeoutMs: 60_000 });
  const planned = await planAll(here, { perHostPerS: 10_000, perHostAtOnce: atOnce, canary: 0, stopAfter: 0 });
  const { operationId } = planned;
  accepted(await here.operations.run({ ...planned, acknowledged: [] }));
  await until('more to be begun than may be under way', async () => {
    const { running = 0 } = await countsOf(here, operationId);
    return running > atOnce && receiver.arrived.length === answered + atOnce;
  });
  const answerAgain = () => {
    silent = false;
    receiver.release();
  };
  return { here, receiver, operationId, answerAgain };
}

const idsAt = ({ arrived }: Awaited<ReturnType<typeof startReceiver>>): Set<string> =>
  new Set(arrived.map(({ headers }) => String(headers['webhook-id'])));

test('a pause gives back what has not gone out; resumed, each goes out once', async () => {
  const { here, receiver, operationId, answerAgain } = await scene();
  accepted(await here.operations.pause(operationId));
  const counts = await countsOf(here, operationId);
  expect(counts.planned).toBe(messages - answered - atOnce);
  expect(counts.running ?? 0).toBeLessThanOrEqual(atOnce);
  answerAgain();
  accepted(await here.operations.goOn(operationId, 'paused'));
  await finished(here, operationId);
  expect(receiver.arrived).toHaveLength(messages);
  expect(idsAt(receiver).size).toBe(messages);
});

test('an abort leaves out what has not gone out', async () => {
  const { here, receiver, operationId } = await scene();
  expect(accepted(await here.operations.abort(operationId)).state).toBe('aborted');
  const { planned = 0, running = 0, skipped } = await countsOf(here, operationId);
  expect([planned, running, skipped]).toEqual([0, 0, messages - answered - atOnce]);
  expect(receiver.arrived).toHaveLength(answered + atOnce);
});

test('when Aftercall ends, only what went out has an unknown outcome', async () => {
  const { here, receiver, operationId, answerAgain } = await scene();
  await here.close();
  const after = await harness({ dataDir: here.dataDir, allow: receiver.allow });
  expect(after.interrupted).toBe(0);
  const counts = await countsOf(after, operationId);
  expect(counts.planned).toBe(messages - answered - atOnce);
  answerAgain();
  accepted(await after.operations.goOn(operationId, 'paused'));
  await finished(after, operationId);
  expect(idsAt(receiver).size).toBe(messages);
  expect(receiver.arrived).toHaveLength(messages);
});
