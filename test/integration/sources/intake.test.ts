/** What is received on a thread of its own, read and packed there, is in every way what the thread that writes would have made of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readAhead } from '../../../electron/core/mirror/projections/read-event.ts';
import type { Received } from '../../../electron/core/mirror/receive.ts';
import { createIntake, type IntakeCalls, type IntakeEvents } from '../../../electron/core/sources/intake/intake.ts';
import { intakeThread } from '../../../electron/core/sources/intake/intake-thread.ts';
import { receivedRun, type WireRun, wired } from '../../../electron/core/sources/intake/run-wire.ts';
import { createRuns } from '../../../electron/core/sources/intake/runs.ts';
import { subscriptions } from '../../../electron/core/sources/intake/subscriptions.ts';
import type { Reaction } from '../../../electron/core/sources/refusals.ts';
import { framesOf } from '../../bench/mirror/frames.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, failedStep, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { envelope, frame, minute } from '../../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { jsonEdges, mutations } from '../../fixtures/malformed.ts';
import { chance } from '../../fixtures/random.ts';
import { startStreamServer, frame as streamFrame } from '../../fixtures/stream-server.ts';
import { until } from '../../fixtures/wait.ts';
import { mirrorForTest, type TestMirror } from '../mirror/mirror.ts';
import { randomEvents } from '../mirror/random-events.ts';

const zone = 'America/Mexico_City';

/** The same as it comes out of the intake. */
function throughIntake(received: readonly Received[]): Received[] {
  const wire = received.map((item) => wired(item, item.kind === 'event' ? readAhead(item, zone) : undefined));
  const bytes = Buffer.concat(received.map((item) => item.bytes));
  const heads = `[${wire.map(({ head }) => head).join()}]`;
  return receivedRun(structuredClone({ bytes, packed: null, heads, said: wire.map(({ said }) => said) }));
}

const commit = (mirror: TestMirror, received: readonly Received[]) =>
  mirror.writer.commit({ connectionId: 'c1', zone, received, position: null });

const everything = (mirror: TestMirror) => ({
  ...mirror.projections(),
  ledger: mirror.rows('SELECT seq, source_id, event_id, type, received_at, bytes FROM ledger ORDER BY seq'),
  letters: mirror.rows('SELECT event_seq, code, reason, bytes, position FROM dead_letter ORDER BY id'),
});

function expectSame(events: readonly unknown[], atOnce: number): void {
  const [plain, ahead] = [mirrorForTest({ zone }), mirrorForTest({ zone })];
  for (let at = 0; at < events.length; at += atOnce) {
    const received = events.slice(at, at + atOnce).map((event) => frame(event));
    const one = commit(plain, received);
    const other = commit(ahead, throughIntake(received));
    expect(other).toEqual(one);
  }
  expect(everything(ahead)).toEqual(everything(plain));
}

describe('read ahead', () => {
  test.each([3, 11, 29])('a stream in disorder gives the same rows and dead letters (%i)', (seed) => {
    expectSame(randomEvents(chance(seed), 400), 37);
  });

  test('malformed frames and payloads do, too', () => {
    const frames = [...jsonEdges, ...mutations(400, 5)].map((bytes, n) => {
      const text = bytes.toString('utf8');
      // By itself, and as the payload of an event.
      return n % 2 === 0
        ? text
        : `{"specversion":"1.0","id":"odd-${n}","source":"//s","type":"call.ended","data":${text}}`;
    });
    expectSame(frames, 50);
  });

  test('what the demo platform sends does, and is read ahead', async () => {
    const frames = (await framesOf(5, 80, 'epoch-1')).map((bytes) => bytes.toString('utf8'));
    expectSame(frames, 64);
    const read = throughIntake(frames.map((text) => frame(text))).map((item) => item.kind === 'event' && item.ahead);
    expect(read.filter(Boolean).length / frames.length).toBeGreaterThan(0.9);
  });

  test('a failure is told from others by its answer, whatever else is left behind', () => {
    const mirror = mirrorForTest({ zone });
    const response = answer(500, JSON.stringify({ error: 'database is locked' }));
    const events = [
      callEnded('altur', 'call-1'),
      webhookAttempted('m-1', 1, { callId: 'call-1', response, startedAt: minute(1) }),
      chainRan('run-1', { callId: 'call-1', status: 'failed', steps: [failedStep({ response })] }),
    ];
    const received = throughIntake(events.map((event) => frame(event)));
    expect(received.map((item) => item.kind === 'event' && item.event.data)).toEqual([undefined, undefined, undefined]);
    commit(mirror, received);
    expect(mirror.rows('SELECT kind, text FROM incident ORDER BY kind')).toEqual([
      { kind: 'chains', text: 'database is locked' },
      { kind: 'webhooks', text: 'database is locked' },
    ]);
    expect(mirror.value('SELECT count(*) FROM transcript')).toBe(1);
  });

  test('what JSON might change is left to whoever writes, with its data', () => {
    const [item] = throughIntake([frame(flowPublished())]);
    expect(item).toMatchObject({ event: { data: { flowId: 'after-call' } } });
    expect(item?.kind === 'event' && item.ahead).toBeUndefined();
  });
});

describe('runs', () => {
  const positioned = (n: number, more = {}): Received => frame({ ...streamFrame(n), ...more });
  const control = frame(envelope('stream.heartbeat', {}));

  function setUp(waitMs = 5) {
    const handed: string[][] = [];
    const packed: boolean[] = [];
    const runs = createRuns(waitMs, (run) => {
      handed.push(receivedRun(run).map((item) => (item.kind === 'event' ? item.event.id : item.code)));
      packed.push(run.packed !== null);
    });
    return { runs, handed, packed };
  }

  test('are packed, in order, and what has no place in the stream goes by itself between them', async () => {
    const { runs, handed, packed } = setUp(60_000);
    for (let n = 1; n <= 130; n += 1) runs.add(positioned(n));
    runs.add(control);
    runs.add(positioned(131));
    runs.add(frame('no json'));
    await new Promise<void>((done) => runs.end(done));
    const ids = Array.from({ length: 131 }, (_, n) => `event-${n + 1}`);
    const heartbeat = control.kind === 'event' ? control.event.id : '';
    expect(handed).toEqual([
      ids.slice(0, 64),
      ids.slice(64, 128),
      ids.slice(128, 130),
      [heartbeat],
      ids.slice(130),
      ['unreadable'],
    ]);
    expect(packed).toEqual([true, true, true, false, true, false]);
  });

  test('wait no longer for others than they may', async () => {
    const { runs, handed } = setUp();
    runs.add(positioned(1));
    runs.add(positioned(2));
    await until('the run', () => handed.length > 0);
    expect(handed).toEqual([['event-1', 'event-2']]);
  });

  test('have no more events than a small window asks for, and no more bytes than a pack', async () => {
    const { runs, handed } = setUp(60_000);
    runs.limit(2);
    for (let n = 1; n <= 4; n += 1) runs.add(positioned(n));
    await until('two runs', () => handed.length === 2);
    runs.limit(64);
    for (let n = 5; n <= 7; n += 1) runs.add(positioned(n, { data: 'x'.repeat(120_000) }));
    await new Promise<void>((done) => runs.end(done));
    expect(handed.slice(2)).toEqual([['event-5', 'event-6'], ['event-7']]);
  });

  test('hand on nothing once they are discarded', async () => {
    const { runs, handed } = setUp(1);
    for (let n = 1; n <= 70; n += 1) runs.add(positioned(n));
    runs.discard();
    await sleep(50);
    expect(handed).toEqual([]);
  });
});

describe('a subscription', () => {
  const opening = { position: null, token: null, zone, maxPayload: 1 << 20, handshakeMs: 2000, waitMs: 1 };

  /** Serves 3,000 events of 10 kB each as fast as they are taken. */
  async function setUp() {
    const server = await startStreamServer({
      onConsumer(consumer) {
        consumer.hello({ head: '3000', window: 100_000 });
        for (let n = 1; n <= 3000; n += 1) consumer.send({ ...streamFrame(n), data: 'x'.repeat(10_000) });
      },
    });
    onTestFinished(() => server.close());
    return server;
  }

  test('stops reading while nothing of it is taken over, and goes on when it is', async () => {
    const server = await setUp();
    const runs: WireRun[] = [];
    const intake = createIntake({ run: (_id, run) => void runs.push(run), ended: () => {} });
    onTestFinished(() => intake.close(1));
    intake.open(1, { ...opening, url: server.url });
    const bytes = () => runs.reduce((sum, run) => sum + run.bytes.byteLength, 0);
    await until('as much as may be ahead', () => bytes() > 3 << 20);
    await sleep(300);
    expect(bytes()).toBeLessThan(6 << 20);
    let taken = 0;
    await until('all of it', () => {
      intake.taken(1, bytes() - taken);
      taken = bytes();
      return taken > 30_000_000;
    });
    const ids = runs.flatMap((run) => receivedRun(run)).map((item) => (item.kind === 'event' ? item.event.id : ''));
    expect(ids.slice(1)).toEqual(Array.from({ length: 3000 }, (_, n) => `event-${n + 1}`));
  });

  test('over a thread brings what was sent, and the thread ends when it is asked to', async () => {
    const server = await setUp();
    const thread = intakeThread();
    const ids: string[] = [];
    const subscription = thread.subscribe(
      { ...opening, url: server.url },
      {
        onRun: (run) => void ids.push(...run.map((item) => (item.kind === 'event' ? item.event.id : item.code))),
        onEnd: () => {},
      },
    );
    await until('all of it', () => ids.length > 3000);
    expect(ids.slice(1)).toEqual(Array.from({ length: 3000 }, (_, n) => `event-${n + 1}`));
    await subscription.close();
    await thread.close();
    await until('the server sees it go', () => server.consumers[0]?.socket.readyState === 3);
  });

  test('at an address that cannot be one ends with what to do', async () => {
    const ended: Reaction[] = [];
    const thread = intakeThread();
    onTestFinished(() => thread.close());
    thread.subscribe(
      { ...opening, url: 'nonsense' },
      { onRun: () => {}, onEnd: (reaction) => void ended.push(reaction) },
    );
    await until('its end', () => ended.length > 0);
    expect(ended).toMatchObject([{ do: 'stop', why: expect.stringContaining('“nonsense” cannot be connected to') }]);
  });

  test('ends when the intake is lost, and the next one begins another', () => {
    const begun: IntakeEvents[] = [];
    const opened: number[] = [];
    const none = () => {};
    const { subscribe, endAll } = subscriptions((events): IntakeCalls => {
      begun.push(events);
      const open = (id: number) => void opened.push(id);
      const rest = { send: none, expect: none, pause: none, resume: none, taken: none, drop: none };
      return { ...rest, open, close: async () => {} };
    });
    const ended: string[] = [];
    const listener = { onRun: none, onEnd: ({ why }: Reaction) => void ended.push(why) };
    const first = subscribe({ ...opening, url: 'ws://one' }, listener);
    subscribe({ ...opening, url: 'ws://two' }, listener);
    endAll({ do: 'wait', why: 'lost' });
    expect(ended).toEqual(['lost', 'lost']);
    expect(first.send('late')).toBe(false);
    first.leave({ do: 'resume', why: 'too late' });
    expect(ended).toHaveLength(2);
    subscribe({ ...opening, url: 'ws://three' }, listener);
    expect([begun.length, opened]).toEqual([2, [1, 2, 3]]);
  });
});
