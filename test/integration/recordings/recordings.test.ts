/** Recordings fetched from a real HTTP server: what is kept, what is refused and why, what goes when there is too much. */
import { existsSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSender } from '../../../electron/core/delivery/sender.ts';
import { createRecordings, type Recordings } from '../../../electron/core/recordings/recordings.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { httpReceiver } from '../delivery/receivers.ts';

/** The head of a WAV file and so many bytes of sound. */
const wav = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), Buffer.alloc(bytes - 16, 0x80)]);

const answer =
  (body: Buffer | string, type = 'audio/wav', status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

interface Here {
  recordings: Recordings;
  folder: string;
  /** Fetched, in order. */
  told: number[];
  /** How often it was said that something changed. */
  changes(): number;
  /** How often the server was asked. */
  asked(): number;
  url: string;
  settings: { cacheMb: number; fetchAhead: boolean };
}

/** Call 1 to 9 have recordings at this server, call 10 has none, and there is no call 11. */
async function here(
  listener: RequestListener,
  { allow = true, timeoutMs = 2_000, mostBytes = 1_000_000, aheadAgainMs = 60_000 } = {},
): Promise<Here> {
  let asked = 0;
  const server = await httpReceiver((request, response) => {
    asked += 1;
    listener(request, response);
  });
  const dataDir = temporaryFolder();
  const sender = createSender();
  const told: number[] = [];
  let changes = 0;
  const settings = { cacheMb: 1, fetchAhead: true };
  const recordings = createRecordings({
    dataDir,
    sender,
    find: async (id) =>
      id > 10 ? null : { connectionId: 'demo', callId: `call-${id}`, url: id === 10 ? null : `${server.url}/${id}` },
    allowed: () => (allow ? [{ host: '127.0.0.1', ranges: ['loopback'] }] : []),
    settings: () => settings,
    fetched: async (_key, bytes) => void told.push(bytes),
    changed: () => {
      changes += 1;
    },
    log: (line) => expect.soft(line).toBe(''),
    timeoutMs,
    mostBytes,
    aheadAgainMs,
  });
  onTestFinished(async () => {
    await recordings.close();
    await sender.close();
  });
  const folder = join(dataDir, 'recordings');
  return { recordings, folder, told, changes: () => changes, asked: () => asked, url: server.url, settings };
}

const reasonOf = (recording: Recording | null): string =>
  recording?.state === 'failed' ? recording.reason : `no failure but ${recording?.state}`;
const files = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

describe('a recording', () => {
  test('is fetched when it is asked for, kept, and played without asking again', async () => {
    const { recordings, told, asked } = await here(answer(wav(5_000)));
    expect(await recordings.state(1)).toMatchObject({ state: 'not fetched' });
    const progress: Recording[] = [];
    expect(await recordings.ensureCached(1, (each) => progress.push(each))).toEqual({
      state: 'cached',
      bytes: 5_000,
      type: 'audio/wav',
    });
    expect(progress[0]?.state).toBe('fetching');
    expect(await recordings.sound(1)).toMatchObject({ data: wav(5_000), type: 'audio/wav' });
    await recordings.ensureCached(1);
    expect(asked()).toBe(1);
    expect(told).toEqual([5_000]);
  });

  test('is fetched once for all who ask at the same time', async () => {
    const { recordings, asked } = await here((_request, response) => {
      setTimeout(() => response.writeHead(200, { 'content-type': 'audio/wav' }).end(wav(100)), 50);
    });
    const both = await Promise.all([recordings.ensureCached(1), recordings.ensureCached(1)]);
    expect(both.map((each) => each?.state)).toEqual(['cached', 'cached']);
    expect(asked()).toBe(1);
  });

  test('tells how far it got, and of how much', async () => {
    const { recordings } = await here((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': 400_000 });
      response.write(wav(200_000));
      setTimeout(() => response.end(Buffer.alloc(200_000)), 30);
    });
    const progress: Recording[] = [];
    await recordings.ensureCached(1, (each) => progress.push(each));
    expect(progress.some((each) => each.state === 'fetching' && each.bytes >= 128_000 && each.total === 400_000)).toBe(
      true,
    );
  });

  test('tells other pages when it is there, when it failed, and when it is gone', async () => {
    let status = 200;
    const { recordings, changes } = await here((request, response) =>
      answer(wav(100), 'audio/wav', status)(request, response),
    );
    recordings.ahead([1]);
    await expect.poll(changes).toBe(1);
    await recordings.forget(1);
    expect(changes()).toBe(2);
    status = 404;
    await recordings.ensureCached(1);
    expect(changes()).toBe(3);
    recordings.trim();
    expect(changes()).toBe(4);
  });

  test('is none where the vendor named none, and nothing where there is no call', async () => {
    const { recordings, asked } = await here(answer(wav(100)));
    expect(await recordings.ensureCached(10)).toEqual({ state: 'none' });
    expect(await recordings.ensureCached(11)).toBeNull();
    expect(asked()).toBe(0);
  });

  test('may be redirected to, through the guard again', async () => {
    const { recordings } = await here((request, response) => {
      if (request.url?.endsWith('/1')) response.writeHead(302, { location: '/stored.wav' }).end();
      else answer(wav(100))(request, response);
    });
    expect(await recordings.ensureCached(1)).toMatchObject({ state: 'cached' });
  });

  test('that is forgotten is off the disk', async () => {
    const { recordings, folder } = await here(answer(wav(100)));
    await recordings.ensureCached(1);
    expect(await recordings.forget(1)).toMatchObject({ state: 'not fetched' });
    expect(files(folder)).toEqual([]);
    expect(await recordings.sound(1)).toBeNull();
  });

  test('of no told type is known by its bytes', async () => {
    const { recordings } = await here(
      answer(Buffer.concat([Buffer.from('ID3'), Buffer.alloc(100)]), 'binary/octet-stream'),
    );
    expect(await recordings.ensureCached(1)).toMatchObject({ state: 'cached', type: 'audio/mpeg' });
  });
});

describe('what is refused leaves nothing on the disk and says why', () => {
  const cases: [what: string, listener: RequestListener, reason: RegExp, options?: Parameters<typeof here>[1]][] = [
    ['a missing one', answer('gone', 'text/plain', 404), /no recording at its address any more \(404\)/],
    ['one behind a login', answer('who?', 'text/plain', 401), /does not let this machine hear it \(401\)/],
    ['a server in trouble', answer('oh', 'text/plain', 503), /\(503\)\. Try again in a while/],
    ['an answer of no use', answer('hm', 'text/plain', 204), /answered 204 instead/],
    ['a page', answer('<html>', 'text/html'), /answered with text\/html, not with sound/],
    ['what only says it is sound', answer('<html>…a page…</html>'), /no sound that can be played/],
    ['an empty answer', answer(''), /was empty/],
    [
      'a compressed one',
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(wav(100)),
      /compressed \(gzip\)/,
    ],
    ['one announced as too large', answer(wav(1_000_001)), /too large to keep/],
    [
      'one that turns out too large',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'audio/wav' });
        response.write(wav(600_000));
        response.end(wav(600_000));
      },
      /too large to keep: more than 1 MB/,
    ],
    [
      'a slow one',
      (_request, response) => void response.writeHead(200, { 'content-type': 'audio/wav' }).write(wav(50)),
      /No complete answer within/,
      { timeoutMs: 200 },
    ],
    [
      'one that breaks off',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': 500 });
        response.write(wav(50));
        setTimeout(() => response.destroy(), 20);
      },
      /broke off in the middle/,
    ],
    ['an address the guard refuses', answer(wav(100)), /^Refused: 127\.0\.0\.1/, { allow: false }],
    [
      'a redirect to what the guard refuses',
      (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
      /^Refused: 169\.254\.169\.254/,
    ],
    [
      'a circle of redirects',
      (_request, response) => void response.writeHead(302, { location: '/again' }).end(),
      /more than 3 times/,
    ],
    [
      'a redirect to no web address',
      (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /Only http and https/,
    ],
  ];
  test.each(cases)('%s', async (_what, listener, reason, options) => {
    const { recordings, folder, told } = await here(listener, options);
    expect(reasonOf(await recordings.ensureCached(1))).toMatch(reason);
    expect(reasonOf(await recordings.state(1))).toMatch(reason);
    expect(files(folder)).toEqual([]);
    expect(told).toEqual([]);
  });

  test('and it is tried again when asked for again', async () => {
    let well = false;
    const { recordings } = await here((request, response) =>
      answer(wav(100), 'audio/wav', well ? 200 : 500)(request, response),
    );
    expect(reasonOf(await recordings.ensureCached(1))).toMatch(/\(500\)/);
    well = true;
    expect(await recordings.ensureCached(1)).toMatchObject({ state: 'cached' });
  });
});

describe('the cache', () => {
  /** Files by their last play, the oldest first. */
  function playedInOrder(folder: string, names: string[]): void {
    names.forEach((name, index) => {
      const at = new Date(1_700_000_000_000 + index * 1000);
      utimesSync(join(folder, name), at, at);
    });
  }

  test('lets the least recently played go', async () => {
    const { recordings, folder } = await here(answer(wav(400_000)));
    await recordings.ensureCached(1);
    const [first = ''] = files(folder);
    await recordings.ensureCached(2);
    const second = files(folder).find((name) => name !== first) ?? '';
    playedInOrder(folder, [first, second]);
    await recordings.sound(1);
    await recordings.ensureCached(3);
    expect((await recordings.state(1))?.state).toBe('cached');
    expect((await recordings.state(2))?.state).toBe('not fetched');
    expect((await recordings.state(3))?.state).toBe('cached');
  });

  test('shrinks when it is given less room, and keeps nothing with none', async () => {
    const { recordings, folder, settings } = await here(answer(wav(400_000)));
    await recordings.ensureCached(1);
    settings.cacheMb = 0;
    recordings.trim();
    expect(files(folder)).toEqual([]);
    expect(reasonOf(await recordings.ensureCached(1))).toMatch(/settings keep no recordings/);
  });

  test('finds out a file that was cut or overwritten, and lets it be fetched again', async () => {
    const { recordings, folder } = await here(answer(wav(1_000)));
    await recordings.ensureCached(1);
    const [name = ''] = files(folder);
    truncateSync(join(folder, name), 500);
    expect(await recordings.sound(1)).toBeNull();
    expect((await recordings.state(1))?.state).toBe('not fetched');
    await recordings.ensureCached(1);
    writeFileSync(join(folder, name), Buffer.alloc(1_000));
    expect(await recordings.sound(1)).toBeNull();
    expect(files(folder)).toEqual([]);
  });

  test('is fetched ahead where the setting says so, without trying again what failed', async () => {
    const { recordings, settings, asked } = await here((request, response) =>
      answer(wav(100), 'audio/wav', request.url?.endsWith('/2') ? 404 : 200)(request, response),
    );
    settings.fetchAhead = false;
    recordings.ahead([1]);
    settings.fetchAhead = true;
    recordings.ahead([2, 3, 10, 11]);
    await expect.poll(async () => (await recordings.state(3))?.state).toBe('cached');
    recordings.ahead([2, 4]);
    await expect.poll(async () => (await recordings.state(4))?.state).toBe('cached');
    expect((await recordings.state(1))?.state).toBe('not fetched');
    expect(asked()).toBe(3);
  });

  test('is fetched ahead once more when what failed was long ago', async () => {
    let well = false;
    const { recordings } = await here(
      (request, response) => answer(wav(100), 'audio/wav', well ? 200 : 500)(request, response),
      { aheadAgainMs: 0 },
    );
    recordings.ahead([1]);
    await expect.poll(async () => (await recordings.state(1))?.state).toBe('failed');
    well = true;
    recordings.ahead([1]);
    await expect.poll(async () => (await recordings.state(1))?.state).toBe('cached');
  });
});
