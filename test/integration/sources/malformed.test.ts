/** Whatever is sent, imported or streamed: kept or refused with a clear status, nothing lost, nothing that crashes or grows. */
import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openReadable } from '../../../electron/core/mirror/open.ts';
import { importPieceBytes } from '../../../shared/domain/import.ts';
import { note } from '../../faults/figures.ts';
import { startCoreProcess } from '../../fixtures/core-process.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { jsonEdges, mutations, naughtyStrings } from '../../fixtures/malformed.ts';
import { coreHere } from '../../fixtures/receiver.ts';
import { listening } from '../../fixtures/receiving.ts';
import { frame, seq, startStreamServer } from '../../fixtures/stream-server.ts';
import { until } from '../../fixtures/wait.ts';

/** `MALFORMED=20000` for the long run. */
const count = Number(process.env.MALFORMED ?? 2000);
const isLong = count >= 20_000;
const seed = 20_261_121;
const growthMiB = 256;

const cases = (): Buffer[] => [
  ...jsonEdges,
  ...naughtyStrings.map((text) => Buffer.from(text)),
  ...naughtyStrings.map((text) => Buffer.from(JSON.stringify({ event_type: 'on_call_end', id: text, status: text }))),
  ...mutations(count, seed),
];

/** Of a data folder, whatever is at work in it. */
function counts(dataDir: string): { events: number; frames: number } {
  const db = openReadable(dataDir);
  const one = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  const found = {
    events: one('SELECT count(*) FROM event'),
    frames: one('SELECT count(*) FROM dead_letter WHERE event_seq IS NULL'),
  };
  db.close();
  return found;
}

function memoryStaysFlat(): () => void {
  const before = process.memoryUsage().rss;
  return () => expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(growthMiB);
}

test('to a receiver: answered, and kept each once', { timeout: 120_000 + count * 60 }, async () => {
  const dataDir = temporaryFolder();
  const { client, ownMb } = await startCoreProcess(dataDir);
  const { id } = await client.sources.addReceiver({ name: 'Vendor', zone: 'UTC', scheme: { kind: 'none' } });
  await listening(client, id);
  const { url } = await client.sources.hook({ id });
  const statuses = new Map<number, number>();
  async function post(body: Buffer | string): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: body as BodyInit });
    await answer.arrayBuffer();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    return answer.status;
  }
  async function postAll(bodies: Iterable<Buffer>): Promise<void> {
    const waiting = bodies[Symbol.iterator]();
    const sender = async (): Promise<void> => {
      for (let next = waiting.next(); !next.done; next = waiting.next()) await post(next.value);
    };
    await Promise.all(Array.from({ length: 16 }, sender));
  }

  const first = cases();
  const before = await ownMb();
  await postAll(first);
  const warm = await ownMb();
  // As many again: what it holds ready is full by now, and whatever grows still grows without end.
  const second = [...mutations(count, seed + 1, count)];
  await postAll(second);
  const after = await ownMb();

  const all = [...first, ...second];
  expect([...statuses.keys()].sort()).toEqual([200, 400]);
  expect([...statuses.values()].reduce((sum, n) => sum + n)).toBe(all.length);
  // A byte order mark is no part of what is said.
  const said = all.map((body) =>
    body.length > 3 && body.subarray(0, 3).toString('hex') === 'efbbbf' ? body.subarray(3) : body,
  );
  const different = new Set(said.map((body) => createHash('sha256').update(body).digest('hex'))).size;
  const { events, frames } = counts(dataDir);
  expect(events + frames).toBe(different);
  note('malformed payloads to a receiver', {
    payloads: all.length,
    'kept as events': events,
    'as dead letters alone': frames,
    lost: 0,
    'MB of core before': Math.round(before),
    'after the first half': Math.round(warm),
    'after the second': Math.round(after),
  });
  expect(warm - before).toBeLessThan(growthMiB);
  expect(after - warm).toBeLessThan(isLong ? 64 : growthMiB);
  expect(await post(JSON.stringify({ event_type: 'on_call_end', id: 'after' }))).toBe(200);
});

test('imported: every line a record, in the mirror or a dead letter', { timeout: 120_000 + count * 20 }, async () => {
  const { client, dataDir } = await coreHere();
  const { id: connectionId } = await client.sources.addFiles({ name: 'Bad', zone: 'UTC' });
  const file = Buffer.concat(cases().flatMap((body) => [body, Buffer.from('\n')]));
  const isBlank = (line: string): boolean => /^[ \t\r]*$/.test(line);
  const lines = file
    .toString('latin1')
    .split('\n')
    .filter((line) => !isBlank(line));
  const flat = memoryStaysFlat();
  for (const again of [false, true]) {
    const before = counts(dataDir);
    let job = await client.sources.imports.begin({
      connectionId,
      name: 'a.ndjson',
      size: file.length,
      digest: 'the file',
    });
    for (let position = 0; position < file.length; position += importPieceBytes) {
      const base64 = file.subarray(position, position + importPieceBytes).toString('base64');
      job = await client.sources.imports.piece({ id: job.id, position, base64 });
    }
    job = await client.sources.imports.end({ id: job.id });
    expect(job).toMatchObject({ state: 'done', records: lines.length, position: file.length });
    const { events, frames } = counts(dataDir);
    if (again) expect({ events, frames }).toEqual(before);
    else expect(job.added + frames).toBe(events + frames);
    expect(job.added + job.duplicates + frames - before.frames).toBe(lines.length);
  }
  flat();
});

test('over a stream: every event is kept, and the stream goes on', { timeout: 120_000 + count * 20 }, async () => {
  const bodies = cases();
  const dataOf = (body: Buffer): unknown => {
    const text = body.toString('utf8');
    try {
      JSON.parse(text);
      return text;
    } catch {
      return JSON.stringify(text);
    }
  };
  const server = await startStreamServer({
    onConsumer(consumer) {
      consumer.hello({ head: seq(bodies.length), window: 100_000, max_bytes: 16 << 20, keepalive_s: 60 });
      for (const [n, body] of bodies.entries()) {
        const { data: _, ...rest } = frame(n + 1);
        consumer.send(`${JSON.stringify(rest).slice(0, -1)},"data":${dataOf(body)}}`);
      }
      consumer.caughtUp(bodies.length);
    },
  });
  onTestFinished(() => server.close());
  const { client, dataDir } = await coreHere();
  await client.connections.add({ name: 'P', url: server.url, zone: 'UTC', allow: [] });
  await until('all of it', () => counts(dataDir).events === bodies.length, { timeoutMs: 90_000, everyMs: 100 });
  const [{ state, position } = {}] = await client.connections.list();
  expect([state?.phase, position]).toEqual(['live', seq(bodies.length)]);
});
