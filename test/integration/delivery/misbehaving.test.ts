/**
 * Receivers that misbehave in every way there is. Each is met with a deadline, and while it does its worst a good receiver is sent to
 * without a pause: time and memory stay bounded, what happened is recorded exactly, and nobody else waits for it.
 */
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createSender } from '../../../electron/core/delivery/sender.ts';
import type { SendInput, SendResult } from '../../../electron/core/delivery/types.ts';
import { endingOfAttempt } from '../../../electron/core/operations/endings.ts';
import { httpReceiver, rawReceiver } from './receivers.ts';

/** For receivers that are met by the deadline alone. */
const deadlineMs = 1_000;
/** For all others, who are done with long before, however busy the machine. */
const timeoutMs = 30_000;
const lateMs = 10_000;
/** Far above what one exchange needs, far below what these receivers would like to be given. */
const mostHeapMb = 48;
const mostRssMb = 160;

const post = (url: string, within = timeoutMs): SendInput => ({
  method: 'POST',
  url,
  headers: [['content-type', 'application/octet-stream']],
  body: Buffer.from([0x00, 0xff, 0xfe, 0x80]),
  timeoutMs: within,
  allow: [{ host: '127.0.0.1', ranges: ['loopback'] }],
});

/** Writes as fast as it is read, without an end. */
function flood(socket: Socket, chunk: Buffer | string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

/** Writes one byte after the other, then holds still. */
function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) clearInterval(timer);
    else socket.write(text.charAt(at++));
  }, 5);
}

const head = 'HTTP/1.1 200 OK\r\n';
const endless = (line: string) => Buffer.from(line.repeat(200));

interface Case {
  does: (socket: Socket) => unknown;
  gives: Partial<Pick<SendResult, 'outcome'>> & { error: string | null; response: unknown };
}

const bytes = Buffer.from([0xc3, 0x28, 0x00, 0xff, 0xed, 0xa0, 0x80]);
const bomb = gzipSync(Buffer.alloc(40 << 20));
const text = (encoding: 'utf8' | 'base64', body: string, truncated = false) => ({
  status: 200,
  encoding,
  body,
  truncated,
});

const cases: Record<string, Case> = {
  'never answers': { does: () => undefined, gives: { outcome: 'unknown', error: 'timeout', response: null } },
  'answers byte by byte': {
    does: (socket) => drip(socket, `${head}X-Slow: ${'y'.repeat(10_000)}`),
    gives: { outcome: 'unknown', error: 'timeout', response: null },
  },
  'promises a body and sends a part of it': {
    does: (socket) => socket.write(`${head}Content-Length: 100\r\n\r\nabc`),
    gives: { outcome: 'unknown', error: 'timeout', response: text('utf8', 'abc', true) },
  },
  'sends two gigabytes': {
    does(socket) {
      socket.write(`${head}Content-Length: ${2 ** 31}\r\n\r\n`);
      flood(socket, Buffer.alloc(64 * 1024, 'x'));
    },
    gives: { outcome: 'succeeded', error: null, response: text('utf8', 'x'.repeat(128 * 1024), true) },
  },
  'sends chunks without an end': {
    does(socket) {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
      flood(socket, '4\r\nabcd\r\n'.repeat(1000));
    },
    gives: { outcome: 'succeeded', error: null, response: text('utf8', 'abcd'.repeat(32 * 1024), true) },
  },
  'stretches a chunk’s size without an end': {
    does(socket) {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n4;`);
      flood(socket, endless('x=y;'));
    },
    gives: {
      outcome: 'unknown',
      error: 'timeout',
      response: expect.objectContaining({ status: 200, truncated: true }),
    },
  },
  'sends trailers without an end': {
    does(socket) {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n`);
      flood(socket, endless('X-After: all\r\n'));
    },
    gives: { outcome: 'unknown', error: 'protocol', response: expect.objectContaining({ status: 200, body: 'ok' }) },
  },
  'sends headers without an end': {
    does(socket) {
      socket.write(head);
      flood(socket, endless('X-More: and more\r\n'));
    },
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'sends one header without an end': {
    does(socket) {
      socket.write(`${head}X-Long: `);
      flood(socket, Buffer.alloc(64 * 1024, 'y'));
    },
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'announces its answer without an end': {
    does: (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(50)),
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'sends a header with a null byte': {
    does: (socket) => socket.end(`${head}X-Odd: a\u0000b\r\nContent-Length: 0\r\n\r\n`),
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'sends a header without a colon': {
    does: (socket) => socket.end(`${head}No colon here\r\nContent-Length: 0\r\n\r\n`),
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'sends a header beyond ASCII': {
    does: (socket) => socket.end(Buffer.from(`${head}X-City: Z\u00fcrich\r\nContent-Length: 0\r\n\r\n`, 'latin1')),
    gives: {
      outcome: 'succeeded',
      error: null,
      response: expect.objectContaining({ headers: expect.arrayContaining([['X-City', 'Z\u00fcrich']]) }),
    },
  },
  'states two lengths': {
    does: (socket) => socket.end(`${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`),
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'states a length that is none': {
    does: (socket) => socket.end(`${head}Content-Length: -1\r\n\r\n`),
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'sends bytes that are no UTF-8': {
    does: (socket) => socket.end(Buffer.concat([Buffer.from(`${head}Content-Length: ${bytes.length}\r\n\r\n`), bytes])),
    gives: { outcome: 'succeeded', error: null, response: text('base64', bytes.toString('base64')) },
  },
  'sends a compressed bomb': {
    does: (socket) =>
      socket.end(
        Buffer.concat([Buffer.from(`${head}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`), bomb]),
      ),
    gives: { outcome: 'succeeded', error: null, response: text('base64', bomb.toString('base64')) },
  },
  'redirects to itself': {
    does: (socket) => socket.end('HTTP/1.1 307 Again\r\nLocation: /hook\r\nContent-Length: 0\r\n\r\n'),
    gives: { outcome: 'failed', error: null, response: expect.objectContaining({ status: 307 }) },
  },
  'closes within the head': {
    does: (socket) => socket.end(`${head}Content-Le`),
    gives: { outcome: 'unknown', error: 'reset', response: null },
  },
  'closes within the body': {
    does: (socket) => socket.end(`${head}Content-Length: 10\r\n\r\nabc`),
    gives: { outcome: 'unknown', error: 'body', response: text('utf8', 'abc', true) },
  },
  'resets after the request': {
    does: (socket) => socket.resetAndDestroy(),
    gives: { outcome: 'unknown', error: 'reset', response: null },
  },
  'resets within the body': {
    does(socket) {
      socket.write(`${head}Content-Length: 10\r\n\r\nabc`, () => setTimeout(() => socket.resetAndDestroy(), 50));
    },
    gives: { outcome: 'unknown', error: 'body', response: text('utf8', 'abc', true) },
  },
  'speaks as in 1991': {
    does: (socket) => socket.end('<title>Welcome</title>\r\n<h1>No headers here</h1>'),
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'speaks HTTP/2': {
    does: (socket) => socket.end(Buffer.from('000012040000000000000300000064', 'hex')),
    gives: { outcome: 'unknown', error: 'protocol', response: null },
  },
  'answers with a status beyond those there are': {
    does: (socket) => socket.end('HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n'),
    gives: { outcome: 'failed', error: null, response: expect.objectContaining({ status: 999 }) },
  },
};

test.each(Object.entries(cases))('a receiver that %s', async (_what, { does, gives }) => {
  // Where a part of an answer is to be there by the deadline, a busy machine needs time to read it.
  const within = gives.error !== 'timeout' ? timeoutMs : deadlineMs * (gives.response === null ? 1 : 4);
  const sender = createSender();
  const bad = await rawReceiver(does);
  const good = await httpReceiver((_request, response) => response.end('fine'));
  globalThis.gc?.();
  const before = process.memoryUsage();
  let most = before;
  const watch = setInterval(() => {
    const { heapUsed, rss } = process.memoryUsage();
    most = { ...most, heapUsed: Math.max(most.heapUsed, heapUsed), rss: Math.max(most.rss, rss) };
  }, 10);

  let slowestMs = 0;
  let sent = 0;
  let over = false;
  const others = (async () => {
    while (!over) {
      const other = await sender.send(post(good.url));
      expect(other).toMatchObject({ outcome: 'succeeded', response: { body: 'fine' } });
      slowestMs = Math.max(slowestMs, other.durationMs);
      sent += 1;
    }
  })();
  const worst = await Promise.all(Array.from({ length: 4 }, () => sender.send(post(bad.url, within))));
  over = true;
  await others;
  clearInterval(watch);

  for (const result of worst) {
    expect(result.durationMs).toBeLessThan(4 * deadlineMs + lateMs);
    expect(result.request).toMatchObject({ body: 'AP/+gA==', encoding: 'base64' });
    expect(result).toMatchObject({ outcome: gives.outcome, response: gives.response, address: '127.0.0.1' });
    expect(result.error?.kind ?? null).toBe(gives.error);
  }
  expect(sent).toBeGreaterThan(0);
  expect(slowestMs).toBeLessThan(lateMs);
  expect((most.heapUsed - before.heapUsed) / 2 ** 20).toBeLessThan(mostHeapMb);
  expect((most.rss - before.rss) / 2 ** 20).toBeLessThan(mostRssMb);
  await sender.close();
});

test('an answer that nobody asked for is not taken for the next one’s', async () => {
  const sender = createSender();
  let asked = 0;
  const { url } = await rawReceiver((socket) => {
    asked += 1;
    const own = `${head}Content-Length: 4\r\n\r\nmine`;
    socket.write(`${own}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstale`);
  });
  for (let turn = 0; turn < 3; turn++) {
    const result = await sender.send(post(url));
    if (result.response !== null) expect(result.response.body).not.toContain('stale');
  }
  expect(asked).toBeGreaterThan(1);
  await sender.close();
});

test.each(['99999999999999999999', '31536000000', '-5', 'Fri, 31 Dec 9999 23:59:59 GMT', 'soon', ''])(
  'a Retry-After of %j is recorded as it is and delays nothing for ever',
  async (value) => {
    const { url } = await rawReceiver((socket) =>
      socket.end(`HTTP/1.1 503 Busy\r\nRetry-After: ${value}\r\nContent-Length: 0\r\n\r\n`),
    );
    const sender = createSender();
    const { response, error } = await sender.send(post(url));
    expect(response?.headers).toContainEqual(['Retry-After', value]);
    const recorded = { status: 503, headers: response?.headers ?? [], body: '', truncated: false };
    const { retryAfterMs } = endingOfAttempt({ response: recorded, error } as never, Date.now());
    if (retryAfterMs !== null) expect(Number.isFinite(retryAfterMs) && retryAfterMs >= 0).toBe(true);
    await sender.close();
  },
);
