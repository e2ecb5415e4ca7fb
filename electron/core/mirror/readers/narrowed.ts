/**
 * Pages of a list narrowed by any combination of conditions, newest first. One index leads: it walks the rows that can match in the
 * list's order, and the other conditions are looked up row by row, for so many rows and no more. Which one leads is measured: the one
 * whose next rows reach furthest back in time passes the fewest in vain.
 */
import type { Page } from '../../../../shared/contract/index.ts';
import type { Readable } from '../open.ts';
import { countLimit, fromCursor, type Key, toCursor } from './paging.ts';
import { preparer } from './prepared.ts';

/** A table with the column its list is ordered by, before `id`. In conditions it goes by `alias`. */
export interface ListTable {
  table: string;
  alias: string;
  at: string;
}

export type Values = Record<string, string | number>;

/** True of the rows that match: SQL over the list's table, which names its columns with the alias. */
export interface Condition {
  sql: string;
  values?: Values;
}

/** An index that can lead. Each stretch pins its columns before the time, so that it lies in the list's order. */
export interface Lead {
  index: string;
  /** What is walked, where it is not the list's table along that index. Its conditions go by the list's alias all the same. */
  rows?: string;
  stretches: readonly string[];
  /** What holds for every row of its stretches. */
  answers: readonly Condition[];
  /** Columns that lie in the index beside its order: what asks for no others is answered without a look at the rows. */
  holds?: ReadonlySet<string>;
}

/** What a filter comes down to. The last of `leads` holds the whole list. */
export interface Narrowing {
  conditions: readonly Condition[];
  leads: readonly Lead[];
  /** Nothing but the state is asked for: a rollup knows how many there are. */
  byStateAlone: boolean;
  /** At or after `from`, before `to`; epoch milliseconds UTC. */
  from?: number | undefined;
  to?: number | undefined;
}

/**
 * Rows one page may look at, where it is not to hold more; chosen so that a page of a million rows stays within 5 ms, the way to the screen
 * included, also while rows come in: after each commit a reader begins with an empty cache, and rows that were looked at lie far apart.
 */
export const lookLimit = 1000;

/** The same where the index holds what is asked: its entries lie side by side, and so many take less time than those rows. */
export const entryLimit = 3000;

/** How far ahead leads are compared. */
const measured = 500;

/** So many times as far must rows reach to be looked at rather than entries, which take half the time. */
const rowsWorse = 2;

export interface KeyPage extends Omit<Page<never>, 'rows'> {
  keys: Key[];
}

export function narrowedPages(db: Readable, list: ListTable) {
  const prepare = preparer(db);

  /** The one whose look for a page reaches furthest back, as far as its next rows tell. */
  function leadOf({ leads, conditions, from }: Narrowing, values: Values): Led {
    const all = leads.map((lead) => ledBy(list, lead, conditions));
    const [first] = all;
    if (!first) throw new Error('a list without an index');
    // The last holds everything: it can only lead where nothing else does.
    const some = all.length > 2 ? all.slice(0, -1) : [];
    // Of two that come to their end, the one whose entries tell: a row takes five times as long to look at.
    const inTurn = [...some.filter(({ isHeld }) => isHeld), ...some.filter(({ isHeld }) => !isHeld)];
    const key = ({ lead }: Led, offset: number) =>
      prepare<[Values], Key>(`${walk(list, lead, from !== undefined)} LIMIT 1 OFFSET ${offset}`).get(values);
    let best = { led: first, reach: Number.NEGATIVE_INFINITY };
    let newest: number | undefined;
    for (const led of inTurn) {
      const end = key(led, measured - 1);
      if (!end) return led;
      newest ??= key(all.at(-1) ?? led, 0)?.at ?? end.at;
      const reach = ((newest - end.at) * led.look) / (led.isHeld ? 1 : rowsWorse);
      if (reach > best.reach) best = { led, reach };
    }
    return best.led;
  }

  return {
    /** Ids of all rows that can match, where an index shows that they are at most `most`; not all of them need match. */
    few({ conditions, leads, from, to }: Narrowing, most: number): number[] | null {
      const newest = before(fromCursor(undefined), to);
      const values = { ...valuesOf(conditions), at: newest.at, id: newest.id, ...(from !== undefined && { from }) };
      for (const lead of leads) {
        const walked = walk(list, lead, from !== undefined);
        if (prepare<[Values], Key>(`${walked} LIMIT 1 OFFSET ${most}`).get(values)) continue;
        return prepare<[Values], Key>(`${walked} LIMIT ${most}`)
          .all(values)
          .map(({ id }) => id);
      }
      return null;
    },
    /** `total` is counted on the first page only, as far as that page may look. */
    page(narrowing: Narrowing, cursor: string | undefined, limit: number): KeyPage {
      const { from, to, conditions } = narrowing;
      const after = before(fromCursor(cursor), to);
      const values = { ...valuesOf(conditions), at: after.at, id: after.id, ...(from !== undefined && { from }) };
      const led = leadOf(narrowing, values);
      const most = cursor === undefined ? Math.max(countLimit, limit) : limit;
      const look = Math.max(led.look, limit);
      const found = prepare<[Values], Key>(matching(list, led, from !== undefined, look, most + 1)).all(values);
      const keys = found.slice(0, limit);
      const last = keys.at(-1);
      // What the lead did not come to in its time; nothing when it came to its end.
      const lookedAt = `${walk(list, led.lead, from !== undefined)} LIMIT 1 OFFSET ${look - 1}`;
      const end = found.length > most ? undefined : prepare<[Values], Key>(lookedAt).get(values);
      const total =
        cursor === undefined
          ? { count: Math.min(found.length, countLimit), exact: !end && found.length <= countLimit }
          : { count: keys.length, exact: false };
      if (found.length > limit && last) return { keys, next: toCursor(last), total };
      if (!end) return { keys, next: undefined, total };
      return { keys, next: toCursor(end), total, ...(keys.length < limit && { searchedTo: end.at }) };
    },
  };
}

/** The conditions as one, for a statement over the list's table that brings its own order. */
export function whereOf(
  { at, alias }: ListTable,
  { conditions, from, to }: Narrowing,
): Required<Pick<Condition, 'sql' | 'values'>> {
  const bounds: Condition[] = [];
  if (from !== undefined) bounds.push({ sql: `${alias}.${at} >= @from`, values: { from } });
  if (to !== undefined) bounds.push({ sql: `${alias}.${at} < @to`, values: { to } });
  const all = [...conditions, ...bounds];
  return { sql: all.map(({ sql }) => `(${sql})`).join(' AND ') || '1', values: valuesOf(all) };
}

/** Distinct values of the first column of an index, a seek each; `undefined` when there are more than `most`. */
export function distinctValues<T extends string | number>(
  db: Readable,
  { table, index, column, where = '1' }: { table: string; index: string; column: string; where?: string },
  range: { from: T; below?: T },
  most: number,
): T[] | undefined {
  const bounds = range.below === undefined ? {} : { below: range.below };
  const upper = range.below === undefined ? '' : `AND ${column} < @below`;
  // The bound stands first: of two bounds on one column SQLite seeks to the first it reads.
  const least = (side: '>' | '>='): ((after: T) => T | undefined) => {
    const sql = `SELECT ${column} AS value FROM ${table} INDEXED BY ${index} WHERE ${column} ${side} @after ${upper} AND ${where}
      ORDER BY ${column} LIMIT 1`;
    const found = db.prepare<[Record<string, T>], { value: T }>(sql);
    return (after) => found.get({ after, ...bounds })?.value;
  };
  const next = least('>');
  const values: T[] = [];
  for (let found = least('>=')(range.from); found !== undefined; found = next(found)) {
    if (values.length === most) return undefined;
    values.push(found);
  }
  return values;
}

/** A lead, what it leaves to be asked, whether its index holds all of that, and for how many rows it is asked for one page. */
interface Led {
  lead: Lead;
  rest: readonly Condition[];
  isHeld: boolean;
  look: number;
}

function ledBy({ alias }: ListTable, lead: Lead, conditions: readonly Condition[]): Led {
  const rest = conditions.filter((condition) => !lead.answers.includes(condition));
  const asked = rest.flatMap(({ sql }) => [...sql.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, 'g'))]);
  const isHeld = asked.every(([, column = '']) => lead.holds?.has(column));
  return { lead, rest, isHeld, look: isHeld ? entryLimit : lookLimit };
}

/** The keys of a lead's stretches, newest first, from `(@at, @id)` on; and whatever else of each is asked for. */
function walk({ table, alias, at }: ListTable, { index, rows, stretches }: Lead, hasFrom: boolean, more = ''): string {
  const each = stretches.map(
    (stretch) =>
      `SELECT ${alias}.${at} AS at, ${alias}.id AS id${more} FROM ${rows ?? `${table} ${alias} INDEXED BY ${index}`} WHERE ${stretch}
       AND (${alias}.${at}, ${alias}.id) < (@at, @id)${hasFrom ? ` AND ${alias}.${at} >= @from` : ''}`,
  );
  return `${each.join(' UNION ALL ')} ORDER BY at DESC, id DESC`;
}

/** Whether a row matches is told where it is walked: so that rows are left alone where the index holds what is asked. */
function matching(list: ListTable, { lead, rest }: Led, hasFrom: boolean, look: number, most: number): string {
  if (rest.length === 0) return `${walk(list, lead, hasFrom)} LIMIT ${most}`;
  const matches = rest.map(({ sql }) => `(${sql})`).join(' AND ');
  return `SELECT at, id FROM (${walk(list, lead, hasFrom, `, ${matches} AS matches`)} LIMIT ${look})
    WHERE matches ORDER BY at DESC, id DESC LIMIT ${most}`;
}

/** Where a page begins: below its cursor, and below `to`. */
function before(key: Key, to: number | undefined): Key {
  return to !== undefined && to <= key.at ? { at: to, id: 0 } : key;
}

function valuesOf(conditions: readonly Condition[]): Values {
  return Object.assign({}, ...conditions.map(({ values }) => values));
}
