/**
 * What a screen asks of the mirror, through the contract of a real core, while 1,000 calls a second come in over a real stream; and the
 * same of its peers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openReadable } from '../../../electron/core/mirror/open.ts';
import { startStreamServer } from '../../fixtures/stream-server.ts';
import { type Client, startTestCore, ways } from '../../integration/contract/core.ts';
import { type Asked, p95 } from './beside.ts';
import { framesOf } from './frames.ts';

const runs = 200;
const perS = 1000;
const turnMs = 50;
/** As many as the questions take time for. */
const comingIn = 15_000;
const epoch = 'bench';

export interface QueryTimes {
  /** Milliseconds, 95th percentile. */
  pageP95: number;
  wordsP95: number;
  chartsP95: number;
}

/** What there is to ask for in the mirror in `dataDir`. */
export function questionsOf(dataDir: string): Asked {
  const db = openReadable(dataDir);
  const agents = db
    .prepare<[], string>(
      `SELECT agent_name FROM call WHERE agent_name IS NOT NULL AND webhooks = 'failed' GROUP BY 1 ORDER BY count(*) DESC LIMIT 8`,
    )
    .pluck()
    .all();
  const newestAt = db.prepare<[], number>('SELECT max(ended_at) FROM call').pluck().get() ?? 0;
  db.close();
  return {
    agents,
    words: ['delivery', 'appointment', 'invoice', 'solar', 'thanks'],
    newestAt,
    since: newestAt - 90 * 86_400_000,
  };
}

/** `dataDir` holds an indexed mirror; what comes in meanwhile stays in it. */
export async function measureQueries(dataDir: string, { agents, words }: Asked): Promise<QueryTimes> {
  const core = await startTestCore(dataDir);
  const [, open] = ways[0];
  const { client, close } = await open(core);
  const stop = await keepComing(client);
  try {
    const pageP95 = await p95(runs, (run) =>
      client.calls.page({ agent: agents[run % agents.length], webhooks: 'failed', limit: 50 }),
    );
    const wordsP95 = await p95(runs, (run) => client.calls.page({ text: words[run % words.length], limit: 50 }));
    await stop();
    const chartsP95 = await p95(runs, () => client.overview.charts({ range: '90d', zone: 'UTC' }));
    return { pageP95, wordsP95, chartsP95 };
  } finally {
    await stop();
    await close();
    await core.close();
  }
}

/** A platform that sends 1,000 calls a second until the returned function is called; resolves when the first have arrived. */
async function keepComing(client: Client): Promise<() => Promise<void>> {
  const frames = await framesOf(3, comingIn, epoch);
  let on = true;
  let sending: Promise<void> | undefined;
  const server = await startStreamServer({
    onConsumer(consumer) {
      consumer.hello({ epoch });
      const perTurn = Math.ceil((frames.length / comingIn) * perS * (turnMs / 1000));
      sending = (async () => {
        const began = performance.now();
        for (let from = 0, turn = 1; on && from < frames.length; from += perTurn, turn += 1) {
          for (const frame of frames.slice(from, from + perTurn)) consumer.socket.send(frame.toString('utf8'));
          await sleep(Math.max(1, began + turn * turnMs - performance.now()));
        }
      })();
    },
  });
  const { calls: before } = await client.system.status();
  await client.connections.add({ name: 'Bench', url: server.url, zone: 'UTC', token: 'bench' });
  while ((await client.system.status()).calls === before) await sleep(20);
  return async () => {
    if (!on) return;
    on = false;
    await sending;
    await server.close();
  };
}
