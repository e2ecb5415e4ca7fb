/**
 * What a screen asks of the mirror, through the contract of a real core, while 1,000 calls a second come in over a real stream. Core has a
 * process of its own (`asking.ts`), bundled; the platform is here.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openReadable } from '../../../electron/core/mirror/open.ts';
import { startStreamServer } from '../../fixtures/stream-server.ts';
import type { Asked } from './beside.ts';
import { bundled } from './bundled.ts';
import { framesOf } from './frames.ts';

const askingMain = fileURLToPath(new URL('./asking.ts', import.meta.url));
const perS = 1000;
const turnMs = 50;
/** As many as the questions take time for. */
const comingIn = 15_000;

export interface QueryTimes {
  /** Milliseconds, 95th percentile. */
  pageP95: number;
  wordsP95: number;
  chartsP95: number;
  /** The most memory of its own that core had, in MB. */
  coreMb: number;
  /** Calls that came in meanwhile: a machine with too much to do takes in fewer, and where it takes too long there are none left. */
  comingPerS: number;
}

/** Words that the demo platform's calls have. */
const demoWords = ['delivery', 'appointment', 'invoice', 'solar', 'thanks'];

/** What there is to ask for in the mirror in `dataDir`. */
export function questionsOf(dataDir: string, words: readonly string[] = demoWords): Asked {
  const db = openReadable(dataDir);
  const agents = db
    .prepare<[], string>(
      `SELECT agent_name FROM call WHERE agent_name IS NOT NULL AND webhooks = 'failed' GROUP BY 1 ORDER BY count(*) DESC LIMIT 8`,
    )
    .pluck()
    .all();
  const newestAt = db.prepare<[], number>('SELECT max(ended_at) FROM call').pluck().get() ?? 0;
  db.close();
  return { agents, words, newestAt, since: newestAt - 90 * 86_400_000 };
}

/** `dataDir` holds an indexed mirror; what comes in meanwhile stays in it. */
export async function measureQueries(dataDir: string, asked: Asked): Promise<QueryTimes> {
  const platform = await comingCalls();
  try {
    const asking = await bundled(askingMain);
    const child = spawn(process.execPath, [asking, JSON.stringify({ dataDir, url: platform.url, ...asked })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += String(chunk);
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`asking the mirror ended with ${code}`);
    return JSON.parse(told);
  } finally {
    await platform.close();
  }
}

/** A platform that sends 1,000 calls a second, from the first consumer on until it is closed: others than ever before. */
async function comingCalls(): Promise<{ url: string; close(): Promise<void> }> {
  const epoch = `bench ${Date.now()}`;
  const frames = await framesOf(Math.floor(Math.random() * 2 ** 31), comingIn, epoch, Date.now());
  let on = true;
  let sending: Promise<void> | undefined;
  const server = await startStreamServer({
    onConsumer(consumer) {
      consumer.hello({ epoch });
      const perTurn = Math.ceil((frames.length / comingIn) * perS * (turnMs / 1000));
      sending ??= (async () => {
        const began = performance.now();
        for (let from = 0, turn = 1; on && from < frames.length; from += perTurn, turn += 1) {
          for (const frame of frames.slice(from, from + perTurn)) consumer.socket.send(frame.toString('utf8'));
          await sleep(Math.max(1, began + turn * turnMs - performance.now()));
        }
      })();
    },
  });
  return {
    url: server.url,
    async close() {
      on = false;
      await sending;
      await server.close();
    },
  };
}
