/** Where a value that was drawn out of a conversation was said in it. */
import type { Turn } from '../../../shared/domain/call.ts';

/** Shorter ones occur by chance. */
const leastLetters = 3;
const leastDigits = 2;

/**
 * The turn that says `value`, from 0; `null` where none does word by word. Case, accents and punctuation do not count, and of a number its
 * digits only, however they were grouped; a date (ISO 8601) is found as people say it, too: `5 March`, `March 5th`, `5.3.2026`. What the
 * customer says is believed before what the agent repeats.
 */
export function turnThatSays(value: unknown, turns: readonly Turn[]): number | null {
  const wanted = textOf(value);
  if (wanted === null) return null;
  const says = sayingOf(wanted);
  const found = turns.flatMap((turn, index) => (says(turn.text) ? [index] : []));
  return found.find((index) => turns[index]?.role === 'customer') ?? found[0] ?? null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' ? value : null;
}

/** Whether a text says it. */
function sayingOf(wanted: string): (text: string) => boolean {
  const number = digitsOf(wanted);
  const date = dateSpoken(wanted);
  if (date) return (text) => date.test(text);
  if (number !== null) return (text) => number.length >= leastDigits && numbersIn(text).includes(number);
  const words = plain(wanted);
  return (text) => words.length >= leastLetters && ` ${plain(text)} `.includes(` ${words} `);
}

/** How a day may be said, of a value that is a date; months by their English names. */
function dateSpoken(value: string): RegExp | null {
  const [, year, month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)(?:$|[T ])/.exec(value.trim()) ?? [];
  const name = months[Number(month) - 1];
  if (year === undefined || name === undefined || Number(day) < 1 || Number(day) > 31) return null;
  const [d, m] = [`0?${Number(day)}`, `0?${Number(month)}`];
  const nth = `${d}(?:st|nd|rd|th)?`;
  const word = `${name.slice(0, 3)}(?:${name.slice(3)})?\\.?`;
  const inDigits = `${year}-${m}-${d}|(?:${d}[./-]${m}|${m}[./-]${d})[./-](?:${year}|${year.slice(2)})`;
  return new RegExp(`\\b(?:${nth} (?:of )?${word}|${word} (?:the )?${nth}|${inDigits})(?![\\p{L}\\d])`, 'iu');
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Of what is written in digits alone; `null` of everything else. */
function digitsOf(text: string): string | null {
  return /^\s*[+-]?[\d\s.,()/-]*\d[\s)]*$/.test(text) ? text.replace(/\D/g, '') : null;
}

/** Runs of digits, also where they are grouped: `1,200`, `555 0134`. */
function numbersIn(text: string): string[] {
  const grouped = text.match(/\d[\d\s.,()/-]*/g) ?? [];
  const single = text.match(/\d+/g) ?? [];
  return [...grouped.map((run) => run.replace(/\D/g, '')), ...single];
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
