/** Where in a call the words are that it was found by: the best place, cut out of the text as it is kept, with the words marked. */
import type { CallMatch, Extracted, Turn } from '../../../../shared/domain/call.ts';
import { dataText } from '../search/call-words.ts';
import type { Term } from '../search/query.ts';
import { indexable, plain, type Token, tokens } from '../search/tokens.ts';

/** Something said or written, of which a piece can be shown. */
interface Place extends Pick<CallMatch, 'in' | 'role' | 'turn'> {
  text: string;
}

interface Hit {
  start: number;
  end: number;
  term: number;
}

/** Characters shown before the first hit and in all. */
const leadIn = 48;
const longest = 180;

export interface CallText {
  turns: readonly Turn[];
  summary: string | null;
  extracted: readonly Extracted[];
}

/** `saidBy`: only what that side said counts. `null` where the words are in names or ids alone. */
export function callMatch(call: CallText, terms: readonly Term[], saidBy?: Turn['role']): CallMatch | null {
  let best: { place: Place; text: string; hits: Hit[]; found: number } | null = null;
  let places = 0;
  for (const place of placesOf(call, saidBy)) {
    if (!mayHave(place.text, terms)) continue;
    const text = plain(place.text);
    const hits = hitsIn(text, terms);
    if (hits.length === 0) continue;
    places += 1;
    const found = new Set(hits.map(({ term }) => term)).size;
    if (!best || found > best.found) best = { place, text, hits, found };
  }
  if (!best) return null;
  const { in: where, role, turn } = best.place;
  return { in: where, role, turn, pieces: piecesOf(best.text, best.hits), more: places - 1 };
}

function* placesOf({ turns, summary, extracted }: CallText, saidBy: Turn['role'] | undefined): Generator<Place> {
  for (const [turn, { role, text }] of turns.entries())
    if (saidBy === undefined || role === saidBy) yield { in: 'transcript', role, turn, text };
  if (saidBy !== undefined) return;
  if (summary !== null) yield { in: 'summary', role: null, turn: null, text: summary };
  for (const one of extracted)
    yield { in: 'data', role: null, turn: null, text: `${one.key.replaceAll('_', ' ')}: ${dataText(one)}` };
}

/** A quick look: few of a call's texts have any of the words. */
function mayHave(text: string, terms: readonly Term[]): boolean {
  const folded = indexable(text).toLowerCase();
  return terms.some(({ tokens: [first = ''] }) => folded.includes(first));
}

/** Every place of the text where a term stands, in its order, none within another. */
export function hitsIn(text: string, terms: readonly Term[]): Hit[] {
  const all = [...tokens(text)];
  const hits: Hit[] = [];
  for (const at of all.keys()) {
    terms.forEach((term, index) => {
      const end = endOf(all, at, term);
      const start = all[at]?.start;
      if (end === undefined || start === undefined) return;
      const last = hits.at(-1);
      if (last && last.term === index && start < last.end) last.end = Math.max(last.end, end);
      else hits.push({ start, end, term: index });
    });
  }
  return hits;
}

/** Where a term that begins with this token ends. */
function endOf(all: readonly Token[], at: number, { tokens: row, isBeginning }: Term): number | undefined {
  const last = row.length - 1;
  const stands = row.every((wanted, offset) => {
    const token = all[at + offset]?.text;
    return offset === last && isBeginning ? token?.startsWith(wanted) : token === wanted;
  });
  return stands ? all[at + last]?.end : undefined;
}

/** A stretch of the text around its first hits. */
function piecesOf(text: string, hits: readonly Hit[]): CallMatch['pieces'] {
  const from = beginning(text, hits[0]?.start ?? 0);
  const to = ending(text, Math.max(from + longest, hits[0]?.end ?? 0));
  const pieces: CallMatch['pieces'] = [];
  const add = (piece: string, hit: boolean) => piece !== '' && pieces.push({ text: piece, hit });
  let at = from;
  add(from > 0 ? '…' : '', false);
  for (const { start, end } of hits) {
    if (start >= to) break;
    add(text.slice(at, Math.max(at, start)), false);
    add(text.slice(Math.max(at, start), Math.min(end, to)), true);
    at = Math.max(at, Math.min(end, to));
  }
  add(text.slice(at, to), false);
  add(to < text.length ? '…' : '', false);
  return pieces;
}

/** Begins with a word, where there are spaces between words. */
function beginning(text: string, hit: number): number {
  if (hit <= leadIn) return 0;
  const space = text.indexOf(' ', hit - leadIn);
  return space === -1 || space >= hit ? whole(text, hit - leadIn) : space + 1;
}

function ending(text: string, limit: number): number {
  if (limit >= text.length) return text.length;
  const space = text.lastIndexOf(' ', limit);
  return space > limit - leadIn ? space : whole(text, limit);
}

/** Not between the halves of a character. */
const whole = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at);
