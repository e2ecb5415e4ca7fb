/** Starting and stopping streams in the ingest thread, as fast as an operator can click. */
import { expect, onTestFinished, test } from 'vitest';
import { createIngest } from '../../../electron/core/mirror/ingest.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { seq, startStreamServer } from '../../fixtures/stream-server.ts';
import { until } from '../../fixtures/wait.ts';

async function setUp() {
  const server = await startStreamServer({
    onConsumer(consumer) {
      consumer.hello({ head: seq(1) });
      if (!consumer.url.searchParams.has('after')) consumer.events(1, 1);
      consumer.caughtUp(1);
    },
  });
  onTestFinished(() => server.close());
  const phases: string[] = [];
  const ingest = createIngest({
    opening: () => {},
    changed: () => {},
    copied: () => {},
    damaged: () => {},
    streamState: (_id, { state }) => void phases.push(state.phase),
  });
  onTestFinished(() => ingest.close());
  expect(ingest.open(temporaryFolder())).toMatchObject({ ok: true });
  const connection: Connection = {
    id: 'c1',
    name: 'P',
    kind: 'stream',
    url: server.url,
    zone: 'UTC',
    enabled: true,
    allow: [],
  };
  const open = () => server.consumers.filter(({ socket }) => socket.readyState === socket.OPEN).length;
  return { server, ingest, connection, phases, open };
}

test('two saves at once leave one stream, and switching it off leaves none', async () => {
  const { ingest, connection, open, server } = await setUp();
  await Promise.all([ingest.connect(connection, null), ingest.connect(connection, 'newer')]);
  await until('a stream', () => server.consumers.length > 0 && open() === 1);
  await ingest.disconnect('c1');
  await until('no stream', () => open() === 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(open()).toBe(0);
});

test('a restarted stream is not told to be off by the one before it', async () => {
  const { ingest, connection, phases } = await setUp();
  await ingest.connect(connection, null);
  await until('live', () => phases.at(-1) === 'live');
  await ingest.connect(connection, null);
  await until('live again', () => phases.at(-1) === 'live' && phases.includes('disabled'));
  const restarted = phases.lastIndexOf('connecting');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(phases.slice(restarted)).not.toContain('disabled');
});
