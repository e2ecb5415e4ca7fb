/** Where a value that was drawn out of a conversation was said in it. */
import type { Turn } from '../../../shared/domain/call.ts';

/** Shorter ones occur by chance. */
const leastLetters = 3;
const leastDigits = 2;

/**
 * The turn that says `value`, from 0; `null` where none does word by word. Case, accents and punctuation do not count, and of a number its
 * digits only, however they were grouped. What the customer says is believed before what the agent repeats.
 */
export function turnThatSays(value: unknown, turns: readonly Turn[]): number | null {
  const wanted = textOf(value);
  if (wanted === null) return null;
  const found = turns.flatMap((turn, index) => (says(turn.text, wanted) ? [index] : []));
  return found.find((index) => turns[index]?.role === 'customer') ?? found[0] ?? null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' ? value : null;
}

function says(text: string, wanted: string): boolean {
  const number = digitsOf(wanted);
  if (number !== null) return number.length >= leastDigits && numbersIn(text).includes(number);
  const words = plain(wanted);
  return words.length >= leastLetters && ` ${plain(text)} `.includes(` ${words} `);
}

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
