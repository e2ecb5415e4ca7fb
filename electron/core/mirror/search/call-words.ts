/** The words of a call as it stands in the mirror: what was said, by whom, and what was written of it. */
import type { Extracted, Turn } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { storedTurns } from '../stored-turns.ts';
import { triples } from './query.ts';
import { indexable } from './tokens.ts';

/** By the columns of the index. */
export const callColumns = ['agent', 'customer', 'other', 'summary', 'data', 'names', 'digits'] as const;

export interface CallWords {
  id: number;
  /** In the order of the columns; `null` when the call is no longer there. */
  words: string[] | null;
}

/** Characters of one column that are indexed. */
const longest = 256 * 1024;

interface Row {
  id: number;
  customer_number: string | null;
  summary: string | null;
  extracted: string | null;
  tags: string | null;
  turns: string | null;
  names: string;
}

export function callWords(mirror: Readable) {
  const call = `SELECT c.id, c.customer_number, c.summary, c.extracted, c.tags, t.turns,
    concat_ws(char(10), c.customer_name, c.agent_name, c.agent_id, c.campaign, c.disposition, c.reason, c.call_id) AS names
    FROM call c LEFT JOIN transcript t ON t.call_id = c.id`;
  const made = mirror.prepare<[number, number], Row>(`${call} WHERE c.id > ? AND c.id <= ? ORDER BY c.id`);
  const one = mirror.prepare<[number], Row>(`${call} WHERE c.id = ?`);
  // An event that gave nothing to the call leaves its words as they are.
  const changed = mirror.prepare<[number, number], { id: number }>(
    `SELECT DISTINCT e.call_id AS id FROM call_event e CROSS JOIN call c ON c.id = e.call_id
     WHERE e.seq > ? AND e.seq <= ? AND e.seq <> e.call_id
       AND EXISTS (SELECT 1 FROM json_each(c.provenance) p WHERE p.value = e.seq)`,
  );
  const due = mirror.prepare<[number], { n: number; id: number | null; event: number | null }>(
    'SELECT n, call_id AS id, event_seq AS event FROM search_due WHERE n > ? ORDER BY n LIMIT 2000',
  );

  const known = (id: number): CallWords | undefined => one.all(id).map(wordsOf)[0];

  return {
    /** Calls that events after `from`, up to `to`, made or changed, in the order of their keys. */
    between(from: number, to: number): CallWords[] {
      const older = changed
        .all(from, to)
        .map(({ id }) => id)
        .filter((id) => id <= from)
        .sort((a, b) => a - b);
      return [...older.flatMap((id) => known(id) ?? []), ...made.all(from, to).map(wordsOf)];
    },
    /** Calls and events that were made, changed or dropped out of the ledger's order, after the note `after`; `anew` when all of them may have been. */
    late(after: number): { to: number; calls: CallWords[]; events: number[]; anew: boolean } {
      const notes = due.all(after);
      const ids = new Set(notes.flatMap(({ id }) => id ?? []));
      return {
        to: notes.at(-1)?.n ?? after,
        calls: [...ids].sort((a, b) => a - b).flatMap((id) => known(id) ?? { id, words: null }),
        events: [...new Set(notes.flatMap(({ event }) => event ?? []))].sort((a, b) => a - b),
        anew: notes.some(({ id, event }) => id === null && event === null),
      };
    },
  };
}

function wordsOf(row: Row): CallWords {
  const turns = storedTurns(row.turns);
  const extracted: Extracted[] = row.extracted === null ? [] : JSON.parse(row.extracted);
  const tags: string[] = row.tags === null ? [] : JSON.parse(row.tags);
  const said = (isOf: (role: Turn['role']) => boolean): string =>
    column(turns.filter(({ role }) => isOf(role)).map(({ text }) => text));
  return {
    id: row.id,
    words: [
      said((role) => role === 'agent'),
      said((role) => role === 'customer'),
      said((role) => role !== 'agent' && role !== 'customer'),
      column([row.summary ?? '']),
      column(extracted.map(dataText)),
      column([row.names, ...tags]),
      triples(row.customer_number?.replace(/\D/g, '') ?? '').join(' '),
    ],
  };
}

/** The text of what was drawn out of a call, without its key: every call has that. */
export const dataText = ({ value, comment }: Extracted): string =>
  [...textsOf(value), ...(comment === null ? [] : [comment])].join(' ');

/** Walks by hand, so that no nesting exhausts the stack. */
function* textsOf(root: unknown): Generator<string> {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') yield value;
    else if (typeof value === 'number') yield String(value);
    else if (typeof value === 'object' && value !== null)
      for (const one of Object.values(value).reverse()) open.push(one);
  }
}

const column = (parts: readonly string[]): string => indexable(parts.join('\n').slice(0, longest));
