/**
 * A search for calls as it is typed: `refund agent:Diana duration:>2m "call me back"`. Keys narrow, everything else is looked for.
 * Read and written without loss: what is not understood stays in the text, with a word on why.
 */
import type { CallChoices } from './call.ts';
import { type CallSearch, callSearchKey, callSearchKeys } from './call-search-keys.ts';
import { quotedIfNeeded, type SearchToken, searchTokens } from './search-text.ts';
import type { Clock } from './search-time.ts';

export interface SearchProblem {
  /** Where in what was typed. */
  from: number;
  to: number;
  message: string;
  /** What to put there instead. */
  instead?: string;
}

export interface TypedSearch {
  /** What the keys set. */
  part: CallSearch;
  /** What is left to look for, as it was typed but for the quotes' form. */
  text: string;
  /** Tokens that were understood, and are in `part`. */
  settled: SearchToken[];
  problems: SearchProblem[];
}

/**
 * `until` leaves tokens alone that end after this place: they are still being written, and neither part of the filter nor looked for.
 * Values are taken for those that occur whatever their case, and where only the begin of one was typed.
 */
export function readSearch(input: string, clock: Clock, choices?: CallChoices, until = input.length): TypedSearch {
  const read: TypedSearch = { part: {}, text: '', settled: [], problems: [] };
  const words: string[] = [];
  const seen = new Set<string>();
  for (const token of searchTokens(input)) {
    const { from, to } = token;
    const known = token.key === null ? undefined : callSearchKey(token.key);
    if (!known) {
      words.push(token.key === null && token.phrase ? `"${token.value}"` : input.slice(from, to));
      if (token.key !== null && token.value !== '') read.problems.push({ from, to, ...unknownKey(token.key) });
      continue;
    }
    if (token.value === '' || token.open || to > until) continue;
    if (seen.has(known.key))
      read.problems.push({ from, to, message: `${known.key}: is there twice; the last one counts` });
    seen.add(known.key);
    const value = known.choices ? occurring(token.value, choices?.[known.choices]) : token.value;
    const result = known.read(value, clock);
    if ('problem' in result) read.problems.push({ from, to, message: result.problem });
    else {
      Object.assign(read.part, result.part);
      read.settled.push(token);
    }
  }
  read.text = words.join(' ');
  return read;
}

/** What `readSearch` reads as the same filter: the words first, then the keys. */
export function writeSearch(search: CallSearch, clock: Clock): string {
  const keys = callSearchKeys.flatMap((each) => {
    const value = each.write(search, clock);
    return value === null ? [] : [`${each.key}:${quotedIfNeeded(value)}`];
  });
  return [...(search.text ? [search.text] : []), ...keys].join(' ');
}

/** What was typed without the tokens that were understood. */
export function withoutSettled(input: string, settled: readonly SearchToken[]): string {
  let rest = '';
  let at = 0;
  for (const { from, to } of settled) {
    rest += input.slice(at, from);
    // Of the spaces on both sides one is enough.
    at = /^\s*$/.test(rest) || /\s$/.test(rest) ? to + (/^\s+/.exec(input.slice(to))?.[0].length ?? 0) : to;
  }
  return rest + input.slice(at);
}

function occurring(typed: string, values: CallChoices[keyof CallChoices] | undefined): string {
  if (!values) return typed;
  const wanted = typed.toLowerCase();
  const same = values.find(({ value, label }) => value.toLowerCase() === wanted || label.toLowerCase() === wanted);
  if (same) return same.value;
  const begun = values.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  return begun.length === 1 && begun[0] ? begun[0].value : typed;
}

function unknownKey(name: string): { message: string; instead?: string } {
  const names = callSearchKeys.flatMap(({ key, also }) =>
    [key, ...also].map((word) => ({ key, far: distance(name, word) })),
  );
  const nearest = names.toSorted((a, b) => a.far - b.far)[0];
  const looked = `There is no ${name}: here, so it is looked for as a word`;
  if (!nearest || nearest.far > 2 || nearest.far >= name.length) return { message: looked };
  return { message: `${looked}. Did you mean ${nearest.key}:?`, instead: `${nearest.key}:` };
}

/** How many letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
