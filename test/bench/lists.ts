/**
 * How long a page of messages takes through the contract, whatever it is narrowed by, and how long a search in bodies takes. The mirror
 * is filled directly, its text index by the real indexer; pages come over a MessagePort from the real core.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mirrorFile } from '../../electron/core/mirror/open.ts';
import { searchFile } from '../../electron/core/mirror/search/open.ts';
import type { Page } from '../../shared/contract/index.ts';
import type { MessageRow } from '../../shared/domain/webhook.ts';
import { type Chance, chance } from '../fixtures/random.ts';
import { type Client, startTestCore, ways } from '../integration/contract/core.ts';
import { type BenchMirror, buildMirror, errorKinds, eventTypes, often, statuses } from './lists-mirror.ts';
import type { Bench } from './metric.ts';

type Asked = NonNullable<Parameters<Client['webhooks']['page']>[0]>;

/** What is asked for, under the name of its kind. */
type Question = [string, Asked];

const limitsMs = { page: 10, search: 50 } as const;

export const lists: Bench = async ({ attempts = 1_000_000 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  try {
    const built = performance.now();
    const world = buildMirror(folder, attempts);
    note(
      `${attempts.toLocaleString('en')} attempts written in ${secondsSince(built)} s, ${megabytes(mirrorFile(folder))} MB`,
    );
    const core = await startTestCore(folder);
    const [, open] = ways[0];
    const { client, close } = await open(core);
    try {
      const began = performance.now();
      while ((await client.system.status()).searchBehind > 0) await new Promise((resolve) => setTimeout(resolve, 100));
      note(`indexed in ${secondsSince(began)} s, ${megabytes(searchFile(folder))} MB`);
      const choosing = performance.now();
      await client.webhooks.choices();
      note(`choices of the filters in ${(performance.now() - choosing).toFixed(1)} ms`);
      const drawn = chance(9);
      const page = await measure(client, 'pages', pageQuestions(drawn, world), limitsMs.page);
      const search = await measure(client, 'searches', searchQuestions(drawn, world), limitsMs.search);
      return [
        { id: 'attempt_page_p95_ms', value: page, unit: 'ms' },
        { id: 'body_search_p95_ms', value: search, unit: 'ms' },
      ];
    } finally {
      await close();
      await core.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Times the first three pages of each question; gives the 95th percentile of all of them, in milliseconds. */
async function measure(client: Client, name: string, questions: readonly Question[], limitMs: number): Promise<number> {
  for (const [, asked] of questions.slice(0, 20)) await client.webhooks.page(asked);
  const byKind = new Map<string, { ms: number[]; partial: number; rows: number }>();
  for (const [kind, asked] of questions) {
    const of = byKind.get(kind) ?? { ms: [], partial: 0, rows: 0 };
    byKind.set(kind, of);
    let cursor: string | undefined;
    for (let turn = 0; turn < 3; turn += 1) {
      const began = performance.now();
      const page: Page<MessageRow> = await client.webhooks.page({ ...asked, cursor });
      of.ms.push(performance.now() - began);
      of.rows += page.rows.length;
      if (page.searchedTo !== undefined) of.partial += 1;
      cursor = page.next;
      if (cursor === undefined) break;
    }
  }
  const all = [...byKind.values()].flatMap(({ ms }) => ms);
  note(
    `${name}: ${all.length}, p50 ${percentile(all, 0.5)} ms, p95 ${percentile(all, 0.95)} ms (limit ${limitMs}), most ${percentile(all, 1)} ms`,
  );
  for (const [kind, { ms, partial, rows }] of byKind) {
    const counts = `${String(ms.length).padStart(4)} pages, ${String(partial).padStart(3)} partial, ${(rows / ms.length).toFixed(0).padStart(3)} rows each`;
    note(
      `  ${kind.padEnd(34)} ${counts}, p50 ${percentile(ms, 0.5).padStart(6)}, p95 ${percentile(ms, 0.95).padStart(6)}`,
    );
  }
  return Number(percentile(all, 0.95));
}

function pageQuestions(drawn: Chance, world: BenchMirror): Question[] {
  const { below, pick } = drawn;
  const someTime = () => world.oldestAt + below(world.newestAt - world.oldestAt);
  const parts: Record<string, () => Asked> = {
    state: () => ({ show: pick(['failed', 'pending', 'recovered', 'succeeded']) }),
    'endpoint, often': () => ({ endpoint: often(drawn, world.endpoints).id }),
    'endpoint, any': () => ({ endpoint: pick(world.endpoints).id }),
    host: () => ({ host: pick(world.endpoints).host }),
    'event type': () => ({ eventType: pick(eventTypes) }),
    status: () => ({ status: String(pick(statuses)) }),
    'status class': () => ({ status: pick(['2xx', '4xx', '5xx']) }),
    'error kind': () => ({ errorKind: pick(errorKinds) }),
    attempts: () => ({ attempts: 2 + below(6) }),
    campaign: () => ({ campaign: pick(world.campaigns) }),
    agent: () => ({ agent: pick(world.agents) }),
    incident: () => ({ incident: 1 + below(world.incidents) }),
    'time, deep in the list': () => ({ to: someTime() }),
    'an hour long ago': () => {
      const from = someTime();
      return { from, to: from + 3_600_000 };
    },
    'value that never occurs': () =>
      pick([{ agent: 'Nobody' }, { status: '418' }, { host: 'nowhere:1' }, { incident: 9_999_999 }]),
    'text that occurs': () => ({ text: pick(['endpoint-3', '503', 'No answer', '+4915']) }),
    'text that does not': () => ({ text: pick(['nothing like it', 'msg_none']) }),
  };
  const names = Object.keys(parts);
  const part = (name: string): Asked => parts[name]?.() ?? {};
  const alone = names.flatMap((name) =>
    Array.from({ length: 8 }, (): Question => [name, { show: 'all', ...part(name) }]),
  );
  const queue = names.flatMap((name) =>
    Array.from({ length: 4 }, (): Question => [`failed, ${name}`, { show: 'failed', ...part(name) }]),
  );
  const together = Array.from({ length: 200 }, (): Question => {
    const chosen = drawn.shuffled(names).slice(0, 2 + below(3));
    const asked: Asked = Object.assign({ show: 'all' }, ...chosen.map(part));
    return [`${chosen.length} filters together`, asked];
  });
  return [['everything', { show: 'all' }], ...alone, ...queue, ...together];
}

function searchQuestions(drawn: Chance, world: BenchMirror): Question[] {
  const { pick, below } = drawn;
  const frequent = () => pick(world.words.slice(0, 20));
  const usual = () => pick(world.words.slice(100, 600));
  const rare = () => pick(world.words.slice(3000));
  const kinds: Record<string, () => Asked> = {
    'frequent word': () => ({ body: `"${frequent()}"` }),
    'usual word': () => ({ body: `"${usual()}"` }),
    'rare word': () => ({ body: `"${rare()}"` }),
    'word of every body': () => ({ body: 'customer' }),
    'absent word': () => ({ body: `absent${below(1000)}` }),
    'one id': () => ({ body: `call-${below(100_000)}` }),
    'beginning of a word, two letters': () => ({ body: frequent().slice(0, 2) }),
    'beginning of a word, four letters': () => ({ body: usual().slice(0, 4) }),
    'two frequent words': () => ({ body: `${frequent()} ${frequent()}` }),
    'a frequent and a rare word': () => ({ body: `${frequent()} ${rare()}` }),
    'two rare words': () => ({ body: `${rare()} ${rare()}` }),
    'phrase of every failure': () => ({ body: '"upstream unavailable"' }),
    'phrase of frequent words': () => ({ body: `"${frequent()} ${frequent()}"` }),
    'phrase of rare words': () => ({ body: `"${rare()} ${rare()}"` }),
    'usual word, failed': () => ({ body: usual(), show: 'failed' }),
    'frequent word, status and endpoint': () => ({
      body: frequent(),
      status: '503',
      endpoint: pick(world.endpoints).id,
    }),
    'frequent word, one agent and an hour': () => {
      const from = world.oldestAt + below(world.newestAt - world.oldestAt);
      return { body: frequent(), agent: pick(world.agents), from, to: from + 3_600_000 };
    },
    'rare word, campaign': () => ({ body: rare(), campaign: pick(world.campaigns) }),
  };
  return Object.entries(kinds).flatMap(([kind, ask]) =>
    Array.from({ length: 20 }, (): Question => [kind, { show: 'all', ...ask() }]),
  );
}

function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0).toFixed(2);
}

const note = (text: string): void => void process.stdout.write(`  ${text}\n`);
const secondsSince = (began: number): string => ((performance.now() - began) / 1000).toFixed(1);
const megabytes = (file: string): string => (statSync(file).size / 1e6).toFixed(0);
