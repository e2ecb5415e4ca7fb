/** What the list of calls is asked for, by kind: drawn by chance from what the bench's mirror has. */
import type { Chance } from '../fixtures/random.ts';
import type { Client } from '../integration/contract/core.ts';
import { dispositions, reasons, sentiments, tags } from './calls-mirror.ts';
import { type BenchMirror, often } from './lists-mirror.ts';

export type Asked = Parameters<Client['calls']['page']>[0];
export type Question = [kind: string, asked: Asked];

/** Pages by each filter, and by several together. */
export function pageQuestions(drawn: Chance, world: BenchMirror): Question[] {
  const { below, pick } = drawn;
  const someTime = () => world.oldestAt + below(world.newestAt - world.oldestAt);
  const parts: Record<string, () => Asked> = {
    show: () => ({ show: pick(['failed', 'failed webhooks', 'failed chains', 'recovered']) }),
    agent: () => ({ agent: pick(world.agents) }),
    campaign: () => ({ campaign: pick(world.campaigns) }),
    reason: () => ({ reason: pick(reasons) }),
    disposition: () => ({ disposition: pick(dispositions) }),
    sentiment: () => ({ sentiment: pick(sentiments) }),
    'sentiment and success': () => ({ sentiment: 'negative', success: true }),
    direction: () => ({ direction: pick(['inbound', 'outbound']) }),
    tag: () => ({ tag: pick(tags) }),
    length: () => ({ longerThan: 60 * below(9) }),
    'webhooks pending': () => ({ webhooks: 'pending' }),
    'without a campaign': () => ({ without: 'campaign' }),
    'not reviewed': () => ({ review: 'not reviewed' }),
    flagged: () => ({ review: 'flagged' }),
    'time, deep in the list': () => ({ to: someTime() }),
    'an hour long ago': () => {
      const from = someTime();
      return { from, to: from + 3_600_000 };
    },
    'value that never occurs': () => pick([{ agent: 'Nobody' }, { reason: 'NONE' }, { tag: 'none' }]),
    'last digits': () => ({ text: String(1000 + below(9000)) }),
  };
  const names = Object.keys(parts);
  const alone = names.flatMap((name) => Array.from({ length: 8 }, (): Question => [name, parts[name]?.() ?? {}]));
  const together = Array.from({ length: 100 }, (): Question => {
    const chosen = drawn.shuffled(names).slice(0, 2 + below(3));
    return [`${chosen.length} filters together`, Object.assign({}, ...chosen.map((name) => parts[name]?.()))];
  });
  return [['everything', {}], ...alone, ...together];
}

/** Words of every kind, by themselves and beside a filter. */
export function searchQuestions(drawn: Chance, world: BenchMirror): Question[] {
  const { pick, below } = drawn;
  const frequent = () => pick(world.words.slice(0, 20));
  const usual = () => pick(world.words.slice(100, 600));
  const rare = () => pick(world.words.slice(3000));
  const kinds: Record<string, () => Asked> = {
    'frequent word': () => ({ text: `"${frequent()}"` }),
    'usual word': () => ({ text: `"${usual()}"` }),
    'rare word': () => ({ text: `"${rare()}"` }),
    'absent word': () => ({ text: `absent${below(1000)}` }),
    'beginning, two letters': () => ({ text: frequent().slice(0, 2) }),
    'beginning, four letters': () => ({ text: usual().slice(0, 4) }),
    'two frequent words': () => ({ text: `${frequent()} ${frequent()}` }),
    'frequent and rare word': () => ({ text: `${frequent()} ${rare()}` }),
    'phrase of frequent words': () => ({ text: `"${frequent()} ${frequent()}"` }),
    'said by the customer': () => ({ text: usual(), saidBy: 'customer' }),
    'part of a number': () => ({ text: `151${below(1000)}` }),
    'usual word, one agent': () => ({ text: usual(), agent: often(drawn, world.agents) }),
    'frequent word, negative': () => ({ text: frequent(), sentiment: 'negative' }),
    'usual word, best match': () => ({ text: usual(), order: 'best match' }),
  };
  return Object.entries(kinds).flatMap(([kind, ask]) => Array.from({ length: 15 }, (): Question => [kind, ask()]));
}
