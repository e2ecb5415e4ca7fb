/**
 * What a screen asks of the mirror, through the contract of a real core, while 1,000 calls a second come in over a real stream. Core has a
 * process of its own (`asking.ts`), bundled; the platform is here.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openReadable } from '../../../electron/core/mirror/open.ts';
import type { Asked } from './beside.ts';
import { bundled } from './bundled.ts';
import { comingCalls } from './coming.ts';

const askingMain = fileURLToPath(new URL('./asking.ts', import.meta.url));

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
  return { dataDir, agents, words, since: newestAt - 90 * 86_400_000 };
}

/** `dataDir` holds an indexed mirror; what comes in meanwhile stays in it. */
export async function measureQueries(dataDir: string, asked: Asked): Promise<QueryTimes> {
  const platform = await comingCalls();
  try {
    const asking = await bundled(askingMain);
    const child = spawn(process.execPath, [asking, JSON.stringify({ ...asked, dataDir, url: platform.url })], {
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
