/** The stream source against a server that does exactly what each test says, over real sockets, into a real mirror. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { createIntake } from '../../../electron/core/sources/intake/intake.ts';
import { subscriptions } from '../../../electron/core/sources/intake/subscriptions.ts';
import { createStreamSource, type StreamSink, type StreamState } from '../../../electron/core/sources/stream.ts';
import { client, control } from '../../../shared/stream/protocol.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import {
  type Consumer,
  epoch,
  frame,
  type StreamServerOptions,
  seq,
  startStreamServer,
} from '../../fixtures/stream-server.ts';
import { until } from '../../fixtures/wait.ts';

const timing = { runMs: 5, batchMs: 5, firstRetryMs: 10, mostRetryMs: 40, handshakeMs: 2000, commandMs: 500 };

const { subscribe } = subscriptions(createIntake);

async function setUp(server: StreamServerOptions, faults: Partial<StreamSink> = {}) {
  const stream = await startStreamServer(server);
  onTestFinished(() => stream.close());
  const mirror = openMirror(temporaryFolder());
  onTestFinished(() => mirror.close());
  const writer = createWriter(mirror.db);
  const states: StreamState['state'][] = [];
  const source = createStreamSource({
    connection: { id: 'c1', url: stream.url, zone: 'UTC' },
    token: 'secret-token',
    sink: { ...writer, ...faults },
    subscribe,
    onChange: () => states.push(source.state().state),
    timing,
  });
  onTestFinished(() => source.stop());
  const ids = () =>
    mirror.db
      .prepare<[], { event_id: string }>('SELECT event_id FROM event ORDER BY seq')
      .all()
      .map((row) => row.event_id);
  const deadLetters = () =>
    mirror.db
      .prepare<[], { code: string; reason: string; bytes: Buffer | null; position: string | null }>(
        'SELECT code, reason, bytes, position FROM dead_letter ORDER BY id',
      )
      .all();
  const gaps = () => mirror.db.prepare<[], Record<string, unknown>>('SELECT * FROM gap ORDER BY id').all();
  return { stream, source, writer, db: mirror.db, states, ids, deadLetters, gaps };
}

const eventIds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `event-${from + i}`);
const acks = (consumer: Consumer | undefined) =>
  (consumer?.received ?? []).filter(({ type }) => type === client.ack).map(({ data }) => data.sequence);

/** Serves events 1 to `head` from wherever the console asks for. */
function serve(consumer: Consumer, head: number, hello: Record<string, unknown> = {}): void {
  const after = Number(consumer.url.searchParams.get('after') ?? 0);
  consumer.hello({ head: seq(head), ...hello });
  consumer.events(after + 1, head);
  consumer.caughtUp(head);
}

describe('resuming', () => {
  test('begins at the oldest event, and after a restart of the platform right after the last commit', async () => {
    const { stream, source, ids } = await setUp({
      onConsumer(consumer) {
        if (consumer.number === 1) {
          consumer.hello();
          consumer.events(1, 7);
        } else serve(consumer, 10);
      },
    });
    source.start();
    await until('seven events', () => ids().length === 7);
    stream.consumers[0]?.socket.close(1012, 'restart');
    await until('ten events', () => ids().length === 10);
    expect(ids()).toEqual(eventIds(1, 10));
    expect(stream.requests.map((url) => [url.searchParams.get('epoch'), url.searchParams.get('after')])).toEqual([
      [null, null],
      [epoch, seq(7)],
    ]);
    expect(source.state()).toMatchObject({ state: { phase: 'live' }, position: seq(10), epoch });
  });

  test('sends the token as a bearer and asks for the protocol', async () => {
    const seen: unknown[] = [];
    const { source } = await setUp({
      refuse: (_n, _url, request) => {
        seen.push(request.headers.authorization, request.headers['sec-websocket-protocol']);
        return null;
      },
      onConsumer: (consumer) => serve(consumer, 1),
    });
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    expect(seen).toEqual(['Bearer secret-token', 'cloudevents.json']);
  });

  test('acknowledges only what is committed', async () => {
    const premature: unknown[] = [];
    const { stream, source, db } = await setUp({
      onConsumer: (consumer) => serve(consumer, 2600),
      onMessage(_consumer, { type, data }) {
        if (type !== client.ack) return;
        const stored = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM event').get()?.n ?? 0;
        if (stored < Number(data.sequence)) premature.push(data.sequence);
      },
    });
    source.start();
    await until('the last acknowledgement', () => acks(stream.consumers[0]).at(-1) === seq(2600));
    expect(premature).toEqual([]);
    expect(acks(stream.consumers[0]).length).toBeGreaterThanOrEqual(3);
  });

  test('keeps a platform with a window of two going', async () => {
    let sent = 0;
    const { source, ids } = await setUp({
      onConsumer(consumer) {
        consumer.hello({ window: 2, head: seq(9) });
        consumer.events(1, 2);
        sent = 2;
      },
      onMessage(consumer, { type, data }) {
        if (type !== client.ack) return;
        const room = 2 - (sent - Number(data.sequence));
        const next = Math.min(9, sent + room);
        consumer.events(sent + 1, next);
        sent = next;
      },
    });
    source.start();
    await until('nine events', () => ids().length === 9);
    expect(ids()).toEqual(eventIds(1, 9));
  });

  test('shows how far catching up has come', async () => {
    const { source, states } = await setUp({
      onConsumer(consumer) {
        consumer.hello({ head: seq(4) });
        consumer.events(1, 2);
      },
    });
    source.start();
    await until('progress', () => states.some((state) => state.phase === 'catching up' && state.done > 0));
    expect(source.state().state).toEqual({ phase: 'catching up', done: 2, total: 4 });
  });
});

describe('what is missing', () => {
  test.each([
    ['a dropped frame', [1, 2, 4, 5]],
    ['reordered frames', [1, 2, 4, 3, 5]],
    ['a frame sent twice', [1, 2, 2, 3]],
  ])('%s is noticed, said, and nothing is lost or doubled', async (_name, order) => {
    const { stream, source, ids } = await setUp({
      onConsumer(consumer) {
        if (consumer.number > 1) return serve(consumer, 5);
        consumer.hello();
        for (const n of order) consumer.send(frame(n));
      },
    });
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    expect(ids()).toEqual(eventIds(1, 5));
    expect(stream.requests[1]?.searchParams.get('after')).toBe(seq(2));
    expect(
      source
        .state()
        .log.map(({ what }) => what)
        .join(),
    ).toContain('A part of the stream is missing');
  });

  test('a heartbeat ahead of what arrived means a lost frame', async () => {
    const { source, ids } = await setUp({
      onConsumer(consumer) {
        if (consumer.number > 1) return serve(consumer, 3);
        consumer.hello();
        consumer.events(1, 2);
        consumer.send({
          ...frame(3),
          id: 'hb',
          type: control.heartbeat,
          sequence: undefined,
          data: { sequence: seq(3), head: seq(3) },
        });
      },
    });
    source.start();
    await until('three events', () => ids().length === 3);
    expect(source.state().log.some(({ what }) => what.includes('has sent up to 3'))).toBe(true);
  });

  test('a half-open socket is left after twice the keepalive', async () => {
    const { source, ids } = await setUp({
      onConsumer(consumer) {
        if (consumer.number > 1) return serve(consumer, 2);
        consumer.hello({ keepalive_s: 0.1 });
        consumer.events(1, 1);
      },
    });
    source.start();
    await until('the second event', () => ids().length === 2);
    expect(source.state().log.some(({ what }) => what.includes('the connection is dead'))).toBe(true);
  });

  test('a server that upgrades and says nothing is left', async () => {
    const quick = { ...timing, handshakeMs: 100 };
    const stream = await startStreamServer({ onConsumer: (consumer) => consumer.number > 1 && serve(consumer, 1) });
    onTestFinished(() => stream.close());
    const mirror = openMirror(temporaryFolder());
    onTestFinished(() => mirror.close());
    const connection = { id: 'c1', url: stream.url, zone: 'UTC' };
    const source = createStreamSource({
      connection,
      token: null,
      sink: createWriter(mirror.db),
      subscribe,
      onChange: () => {},
      timing: quick,
    });
    onTestFinished(() => source.stop());
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    expect(stream.consumers).toHaveLength(2);
  });
});

describe('refusals', () => {
  test.each([
    [401, 'does not accept the token', 'Enter a valid token.'],
    [403, 'may not read this stream', 'Ask the platform’s administrator for the right to read events.'],
    [404, 'no event stream at this address', 'Check the address of the connection.'],
    [302, 'no event stream at this address', 'Check the address of the connection.'],
  ])('%i stops and tells the operator what to do', async (status, why, fix) => {
    const { stream, source } = await setUp({ refuse: () => ({ status, body: { detail: 'because' } }) });
    source.start();
    const state = await until('stopped', () =>
      source.state().state.phase === 'stopped' ? source.state().state : null,
    );
    expect(state).toMatchObject({ phase: 'stopped', fix, why: expect.stringContaining(why) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stream.requests).toHaveLength(1);
  });

  test('a stopped connection tries again when asked', async () => {
    const { source } = await setUp({
      refuse: (n) => (n === 1 ? { status: 401 } : null),
      onConsumer: (consumer) => serve(consumer, 1),
    });
    source.start();
    await until('stopped', () => source.state().state.phase === 'stopped');
    source.reconnect();
    await until('live', () => source.state().state.phase === 'live');
  });

  test('503 is waited out, not before Retry-After', async () => {
    const { source, states } = await setUp({
      refuse: (n) => (n === 1 ? { status: 503, headers: { 'retry-after': '1' } } : null),
      onConsumer: (consumer) => serve(consumer, 1),
    });
    const began = Date.now();
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
    expect(states).toContainEqual(
      expect.objectContaining({ phase: 'waiting', why: 'The platform is not ready (503).' }),
    );
  });

  test('a position too old is kept as a gap, and the stream goes on at the oldest event kept', async () => {
    let trimmed = false;
    const { stream, source, ids, gaps } = await setUp({
      refuse: (_n, url) =>
        trimmed && url.searchParams.has('after') ? { status: 410, body: { epoch, floor: seq(8), head: seq(9) } } : null,
      onConsumer(consumer) {
        if (consumer.number === 1) return serve(consumer, 3);
        consumer.hello({ floor: seq(8), head: seq(9) });
        consumer.events(8, 9);
        consumer.caughtUp(9);
      },
    });
    source.start();
    await until('three events', () => ids().length === 3);
    trimmed = true;
    stream.consumers[0]?.socket.close(1012);
    await until('all events', () => ids().length === 5);
    expect(ids()).toEqual([...eventIds(1, 3), ...eventIds(8, 9)]);
    expect(gaps()).toMatchObject([
      { connection_id: 'c1', from_epoch: epoch, from_position: seq(3), to_epoch: epoch, to_position: seq(8) },
    ]);
  });

  test('a position in the future is kept as a gap and everything is read again, nothing doubled', async () => {
    let restored = false;
    const { stream, source, ids, gaps } = await setUp({
      refuse: (_n, url) => (restored && url.searchParams.has('after') ? { status: 409, body: { head: seq(4) } } : null),
      onConsumer: (consumer) => serve(consumer, restored ? 4 : 6),
    });
    source.start();
    await until('six events', () => ids().length === 6);
    restored = true;
    stream.consumers[0]?.socket.close(1012);
    await until('caught up again', () => source.state().position === seq(4));
    expect(ids()).toEqual(eventIds(1, 6));
    expect(gaps()).toMatchObject([{ from_position: seq(6), why: expect.stringContaining('is behind') }]);
  });

  test('a new epoch is kept as a gap, and its events are read from their beginning', async () => {
    const { stream, source, ids, gaps } = await setUp({
      onConsumer(consumer) {
        if (consumer.number === 1) return serve(consumer, 2);
        consumer.hello({ epoch: 'epoch-2', head: seq(1) });
        consumer.send(frame(1, { id: 'new-1', epoch: 'epoch-2' }));
        consumer.caughtUp(1);
      },
    });
    source.start();
    await until('two events', () => ids().length === 2);
    stream.consumers[0]?.socket.close(4200);
    await until('the new epoch’s event', () => ids().includes('new-1'));
    expect(gaps()).toMatchObject([{ from_epoch: epoch, to_epoch: 'epoch-2' }]);
    expect(gaps()).toHaveLength(1);
    expect(source.state().epoch).toBe('epoch-2');
  });
});

describe('close codes', () => {
  test.each([1012, 1013, 4100, 4200, 1011])('after %i it comes back and goes on', async (code) => {
    const { stream, source, ids } = await setUp({ onConsumer: (consumer) => serve(consumer, consumer.number + 1) });
    source.start();
    await until('two events', () => ids().length === 2);
    stream.consumers[0]?.socket.close(code);
    await until('three events', () => ids().length === 3);
    expect(source.state().state.phase).toBe('live');
  });

  test.each([
    [4000, 'protocol error'],
    [4001, 'no longer accepts the token'],
    [4003, 'no longer read this stream'],
    [4009, 'Another console took over'],
  ])('after %i it stops and says why', async (code, why) => {
    const { stream, source, ids } = await setUp({ onConsumer: (consumer) => serve(consumer, 1) });
    source.start();
    await until('an event', () => ids().length === 1);
    stream.consumers[0]?.socket.close(code);
    await until('stopped', () => source.state().state.phase === 'stopped');
    expect(source.state().state).toMatchObject({ why: expect.stringContaining(why) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stream.requests).toHaveLength(1);
  });

  test('an event over the announced limit is refused by the socket, dead-lettered, and stepped over', async () => {
    let limited = false;
    const { stream, source, ids, deadLetters } = await setUp({
      onConsumer(consumer) {
        const after = Number(consumer.url.searchParams.get('after') ?? 0);
        consumer.hello({ max_bytes: 4000, head: seq(4) });
        const last = limited ? 4 : 2;
        for (let n = after + 1; n <= last; n += 1)
          consumer.send(n === 3 ? frame(3, { data: 'x'.repeat(5000) }) : frame(n));
        consumer.caughtUp(last);
      },
    });
    source.start();
    await until('two events', () => ids().length === 2);
    limited = true;
    stream.consumers[0]?.socket.close(1012);
    await until('the event after the big one', () => ids().includes('event-4'));
    expect(ids()).toEqual(['event-1', 'event-2', 'event-4']);
    expect(deadLetters()).toMatchObject([{ code: 'too large', position: seq(3), bytes: null }]);
  });

  test('a goodbye is followed by a new connection', async () => {
    const { stream, source, ids } = await setUp({ onConsumer: (consumer) => serve(consumer, consumer.number) });
    source.start();
    await until('an event', () => ids().length === 1);
    stream.consumers[0]?.send({
      specversion: '1.0',
      id: 'b',
      source: 's',
      type: control.bye,
      data: { grace_ms: 5000 },
    });
    await until('two events', () => ids().length === 2);
  });
});

describe('frames that cannot be read', () => {
  test('are dead-lettered with their bytes; the stream goes on once it is sure that they are stored so', async () => {
    const { stream, source, ids, deadLetters } = await setUp({
      onConsumer(consumer) {
        const after = Number(consumer.url.searchParams.get('after') ?? 0);
        consumer.hello({ head: seq(4) });
        if (after < 1) consumer.send(frame(1));
        if (after < 2) consumer.send('{"no json');
        if (after < 3) consumer.send(frame(3));
        consumer.send(frame(4));
        consumer.caughtUp(4);
      },
    });
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    expect(ids()).toEqual(['event-1', 'event-3', 'event-4']);
    expect(deadLetters()).toMatchObject([{ code: 'unreadable', reason: expect.stringContaining('Not JSON') }]);
    expect(String(deadLetters()[0]?.bytes)).toBe('{"no json');
    expect(stream.requests).toHaveLength(2);
  });

  test('at the end of the stream do not make it reconnect for ever', async () => {
    const { stream, source, ids } = await setUp({
      onConsumer(consumer) {
        const after = Number(consumer.url.searchParams.get('after') ?? 0);
        consumer.hello({ head: seq(2) });
        if (after < 1) consumer.send(frame(1));
        if (after < 2) consumer.send('[]');
        consumer.caughtUp(2);
        consumer.send({
          specversion: '1.0',
          id: 'hb',
          source: 's',
          type: control.heartbeat,
          data: { sequence: seq(2), head: seq(2) },
        });
      },
    });
    source.start();
    await until('past the frame', () => source.state().position === seq(2));
    expect(ids()).toEqual(['event-1']);
    expect(stream.requests).toHaveLength(2);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(stream.requests).toHaveLength(2);
  });

  test.each([
    ['an unknown type', frame(2, { type: 'call.began' }), 'unknown type'],
    ['a payload of no known dialect', frame(2, { data: { hello: 'world' } }), 'unknown dialect'],
    ['a type named like what every object inherits', frame(2, { type: 'constructor' }), 'unknown type'],
    ['no data', frame(2, { data: undefined }), 'unknown dialect'],
  ])('%s is kept in the ledger and dead-lettered', async (_name, odd, code) => {
    const { source, ids, deadLetters } = await setUp({
      onConsumer(consumer) {
        consumer.hello({ head: seq(3) });
        for (const message of [frame(1), odd, frame(3)]) consumer.send(message);
        consumer.caughtUp(3);
      },
    });
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    expect(ids()).toEqual(eventIds(1, 3));
    expect(deadLetters()).toMatchObject([{ code }]);
  });

  test('a first message that is no greeting stops with a plain word', async () => {
    const { source } = await setUp({ onConsumer: (consumer) => consumer.events(1, 1) });
    source.start();
    await until('stopped', () => source.state().state.phase === 'stopped');
    expect(source.state().state).toMatchObject({ why: expect.stringContaining('its first message is no greeting') });
  });
});

describe('positions that cannot be trusted', () => {
  test.each([
    ['without a word on what came before', { sequence: seq(999), prevsequence: undefined }],
    ['of another epoch', { epoch: 'other' }],
    ['that goes backwards', { sequence: seq(1), prevsequence: seq(2) }],
  ])('an event %s is no progress', async (_name, odd) => {
    const { stream, source, ids } = await setUp({
      onConsumer(consumer) {
        if (consumer.number > 1) return serve(consumer, 4);
        consumer.hello({ head: seq(4) });
        consumer.events(1, 2);
        consumer.send(frame(3, { ...odd, id: 'odd' }));
      },
    });
    source.start();
    await until('the second event', () => ids().includes('event-2'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(acks(stream.consumers[0]).every((sequence) => String(sequence) <= seq(2))).toBe(true);
    stream.consumers[0]?.socket.close(1012);
    await until('four events', () => ids().includes('event-4'));
    expect(stream.requests[1]?.searchParams.get('after')).toBe(seq(2));
  });
});

test('a platform that announces larger messages than assumed is asked again, and nothing is stepped over', async () => {
  const large = 17 << 20;
  const { source, ids, deadLetters } = await setUp({
    onConsumer(consumer) {
      consumer.hello({ max_bytes: 32 << 20, head: seq(2) });
      consumer.send(frame(1, { padding: 'x'.repeat(large) }));
      consumer.events(2, 2);
      consumer.caughtUp(2);
    },
  });
  source.start();
  await until('both events', () => ids().length === 2);
  expect(deadLetters()).toEqual([]);
});

describe('a disk that refuses', () => {
  test('makes the socket rest; nothing is acknowledged, and all goes on when there is room', async () => {
    let full = true;
    let real: StreamSink['commit'] = () => {
      throw new Error('not set');
    };
    const { stream, source, writer, ids, states } = await setUp(
      { onConsumer: (consumer) => serve(consumer, 300) },
      {
        commit(batch) {
          if (full) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
          return real(batch);
        },
      },
    );
    real = writer.commit;
    source.start();
    await until('paused', () => source.state().state.phase === 'paused');
    expect(source.state().state).toMatchObject({ why: 'The mirror cannot be written (database or disk is full).' });
    expect(acks(stream.consumers[0])).toEqual([]);
    full = false;
    await until('all events', () => ids().length === 300);
    await until('live', () => source.state().state.phase === 'live');
    expect(ids()).toEqual(eventIds(1, 300));
    expect(states.map(({ phase }) => phase)).toContain('paused');
    expect(stream.requests).toHaveLength(1);
  });
});

describe('commands', () => {
  test('carry the platform’s answer back', async () => {
    const { source } = await setUp({
      onConsumer: (consumer) => serve(consumer, 1),
      onMessage(consumer, { type, data }) {
        if (type !== client.resend) return;
        const answer = data.messageId === 'known' ? { accepted: true } : { accepted: false, error: 'no such message' };
        consumer.send({
          specversion: '1.0',
          id: 'r',
          source: 's',
          type: control.result,
          data: { id: data.id, ...answer },
        });
      },
    });
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    const known = { id: 'a', messageId: 'known' };
    const unknown = { id: 'b', messageId: 'unknown' };
    expect(await source.command(client.resend, known)).toMatchObject({ accepted: true });
    expect(await source.command(client.resend, unknown)).toMatchObject({
      accepted: false,
      doubtful: false,
      error: 'no such message',
    });
  });

  test('fail with a reason when there is no connection, no answer, or the connection is lost', async () => {
    const { stream, source } = await setUp({ onConsumer: (consumer) => serve(consumer, 1) });
    expect(await source.command(client.resend, { id: 'a' })).toEqual({
      accepted: false,
      doubtful: false,
      error: 'the platform is not connected',
    });
    source.start();
    await until('live', () => source.state().state.phase === 'live');
    expect(await source.command(client.resend, { id: 'b' })).toEqual({
      accepted: false,
      doubtful: true,
      error: 'the platform did not answer in time',
    });
    const lost = source.command(client.resend, { id: 'c' });
    stream.consumers[0]?.socket.terminate();
    expect(await lost).toEqual({
      accepted: false,
      doubtful: true,
      error: 'the connection was lost before an answer came',
    });
  });
});

test('a platform that is not there is waited for with growing pauses, and found when it comes', async () => {
  const stream = await startStreamServer({ onConsumer: (consumer) => serve(consumer, 1) });
  const { url } = stream;
  await stream.close();
  const mirror = openMirror(temporaryFolder());
  onTestFinished(() => mirror.close());
  const connection = { id: 'c1', url, zone: 'UTC' };
  const source = createStreamSource({
    connection,
    token: null,
    sink: createWriter(mirror.db),
    subscribe,
    onChange: () => {},
    timing,
  });
  onTestFinished(() => source.stop());
  source.start();
  await until('a third try', () => {
    const { state } = source.state();
    return state.phase === 'waiting' && state.attempt >= 3;
  });
  expect(source.state().state).toMatchObject({ why: expect.stringContaining('Cannot reach the platform') });
});
