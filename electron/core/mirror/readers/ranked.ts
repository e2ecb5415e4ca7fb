/**
 * The values most calls or messages have, of a field, in any stretch of time. Usually few values occur and all are summed up; where a
 * vendor names nearly every call anew, only those that occur again within one of the sums are looked at.
 */
import type { Stretch } from '../../../../shared/domain/overview.ts';
import type { Readable } from '../open.ts';
import { shareNames, spans, startOf } from '../projections/figures.ts';
import { type Part, partsOf } from './bars.ts';

/** More rows than this are not summed up: what occurs once is left out. */
const mostSummed = 8000;
/** How many more than are asked for are counted exactly, before they are ranked, where these may come to as many. */
const spare = 30;
const hourMs = 3_600_000;
const [, , widest] = spans;

export interface Ranked {
  value: string;
  /** In the order of `shareNames`. */
  numbers: number[];
}

/** What was found of a value: numbers, and in how many sums of each part it was. */
interface Found extends Ranked {
  sums: number[];
}

type Row = [value: string, sums: number, ...numbers: number[]];

export const sumOf = (names: readonly string[], of = ''): string => names.map((name) => `sum(${of}${name})`).join(', ');

export function ranked(db: Readable) {
  const where = 'about = ? AND hours = ? AND at >= ? AND at < ?';
  const rowsIn = db
    .prepare<[string, number, number, number, number], number>(
      `SELECT count(*) FROM (SELECT 1 FROM share WHERE ${where} LIMIT ?)`,
    )
    .pluck();
  // The two ends of the key; asked for together, the planner would walk all of it.
  const reach = db
    .prepare<[{ about: string }], [first: number | null, last: number | null]>(
      `SELECT (SELECT min(at) FROM share WHERE about = @about AND hours = ${widest}),
         (SELECT max(at) FROM share WHERE about = @about AND hours = ${widest})`,
    )
    .raw();
  const all = db
    .prepare<[string, number, number, number], Row>(
      `SELECT value, count(*), ${sumOf(shareNames)} FROM share WHERE ${where} GROUP BY value`,
    )
    .raw();
  const common = db
    .prepare<[string, number, number, number], Row>(
      `SELECT value, count(*), ${sumOf(shareNames)} FROM share INDEXED BY share_common WHERE ${where} AND n > 1 GROUP BY value`,
    )
    .raw();
  // All that are looked for at once: to ask for each by itself takes three times as long.
  const alone = db
    .prepare<[{ values: string; starts: string; about: string; hours: number }], [index: number, ...numbers: number[]]>(
      `SELECT w.key, ${sumOf(shareNames, 's.')} FROM json_each(@values) w CROSS JOIN json_each(@starts) b
       CROSS JOIN share s ON s.about = @about AND s.hours = @hours AND s.at = b.value AND s.value = w.value WHERE s.n = 1 GROUP BY w.key`,
    )
    .raw();

  /** By what the sum in the middle of each part has: to count them all would cost as much as to sum them up. */
  function isMuch(about: string, parts: readonly Part[]): boolean {
    let left = mostSummed;
    for (const { hours, from, to } of parts) {
      const sums = (to - from) / (hours * hourMs);
      const middle = from + Math.floor(sums / 2) * hours * hourMs;
      const most = Math.floor(left / sums) + 1;
      left -= sums * (rowsIn.get(about, hours, middle, middle + hours * hourMs, most) ?? 0);
      if (left < 0) return true;
    }
    return false;
  }

  function find(about: string, parts: readonly Part[], rows: typeof all): Found[] {
    const found = new Map<string, Found>();
    parts.forEach(({ hours, from, to }, part) => {
      for (const row of rows.all(about, hours, from, to)) {
        const known = found.get(row[0]) ?? {
          value: row[0],
          numbers: shareNames.map(() => 0),
          sums: parts.map(() => 0),
        };
        known.sums[part] = row[1];
        addTo(known.numbers, row, 2);
        found.set(row[0], known);
      }
    });
    return [...found.values()].sort(mostFirst);
  }

  /** In how many sums of a part it was not found: there may be one of it in each. */
  const lacking = ({ sums }: Found, { hours, from, to }: Part, part: number): number =>
    (to - from) / (hours * hourMs) - (sums[part] ?? 0);

  /** Adds the sums in which they occur once. */
  function complete(about: string, parts: readonly Part[], found: readonly Found[]): void {
    parts.forEach((part, index) => {
      const short = found.filter((each) => lacking(each, part, index) > 0);
      if (short.length === 0) return;
      const values = JSON.stringify(short.map(({ value }) => value));
      for (const row of alone.all({ values, starts: JSON.stringify(startsIn(part)), about, hours: part.hours })) {
        const of = short[row[0]];
        if (of) addTo(of.numbers, row, 1);
      }
    });
  }

  function mostOf(about: string, parts: readonly Part[], limit: number): { rows: Ranked[]; values: number | null } {
    if (!isMuch(about, parts)) {
      const found = find(about, parts, all);
      return { rows: found.slice(0, limit), values: found.length };
    }
    const found = find(about, parts, common).slice(0, limit + spare);
    const [least = 0] = found[limit - 1]?.numbers ?? [];
    const atMost = (each: Found) =>
      parts.reduce((sum, part, index) => sum + lacking(each, part, index), each.numbers[0] ?? 0);
    const able = found.filter((each, index) => index < limit || atMost(each) >= least);
    complete(about, parts, able);
    return { rows: able.sort(mostFirst).slice(0, limit), values: null };
  }

  return {
    /** Their numbers are exact. `values`: how many there are; `null` where they are too many to count. */
    most: (about: string, stretch: Stretch, limit: number) => mostOf(about, partsOf(stretch, spans), limit),
    /** The same of all time; of those that have no value none is told. */
    mostEver(about: string, limit: number): Ranked[] {
      const [first, last] = reach.get({ about }) ?? [null, null];
      if (first === null || last === null) return [];
      const whole = { hours: widest, from: first, to: last + widest * hourMs };
      return mostOf(about, [whole], limit + 1)
        .rows.filter(({ value }) => value !== '')
        .slice(0, limit);
    },
  };
}

function startsIn({ from, to, hours }: Part): number[] {
  const starts: number[] = [];
  for (let at = startOf(from, hours); at < to; at += hours * hourMs) starts.push(at);
  return starts;
}

function mostFirst(one: Ranked, other: Ranked): number {
  return (other.numbers[0] ?? 0) - (one.numbers[0] ?? 0) || (one.value < other.value ? -1 : 1);
}

/** Adds a row's numbers, which begin after `skip` others; charts are made of thousands of rows, so nothing is made here. */
export function addTo(sums: number[], row: readonly unknown[], skip: number): void {
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + Number(row[at + skip] ?? 0);
}
