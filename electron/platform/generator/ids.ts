/**
 * Ids that look random and can be read back: `msg_…` and `run_…` hold the call's number and which message or run of it is meant, so that
 * a command about any of a million past calls is answered without keeping a row for each.
 */
const alphabet = '0123456789abcdefghijkmnpqrstuvwxyz';
const half = 20;
const mask = (1 << half) - 1;
const rounds = [0x3c6ef372, 0x1b873593, 0x52dce729, 0x38495ab5];
const length = 8;

export type IdKind = 'msg' | 'run';

/** `slot` (0–15) tells the call's messages and runs apart. */
export function encodeId(kind: IdKind, index: number, slot: number): string {
  let rest = scramble(index * 16 + slot);
  let text = '';
  for (let i = 0; i < length; i++) {
    text = (alphabet[rest % alphabet.length] ?? '0') + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return `${kind}_${text}`;
}

/** `null` for an id that this platform cannot have given. */
export function decodeId(kind: IdKind, id: string): { index: number; slot: number } | null {
  if (!id.startsWith(`${kind}_`) || id.length !== kind.length + 1 + length) return null;
  let value = 0;
  for (const letter of id.slice(kind.length + 1)) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return null;
    value = value * alphabet.length + digit;
  }
  if (value >= 2 ** (2 * half)) return null;
  const plain = unscramble(value);
  return { index: Math.floor(plain / 16), slot: plain % 16 };
}

/** A Feistel network over 40 bits: a permutation, so that no two ids are the same. */
function scramble(value: number): number {
  let left = Math.floor(value / (mask + 1)) & mask;
  let right = value & mask;
  for (const key of rounds) [left, right] = [right, left ^ mix(right, key)];
  return left * (mask + 1) + right;
}

function unscramble(value: number): number {
  let left = Math.floor(value / (mask + 1)) & mask;
  let right = value & mask;
  for (const key of [...rounds].reverse()) [left, right] = [right ^ mix(left, key), left];
  return left * (mask + 1) + right;
}

function mix(value: number, key: number): number {
  const h = Math.imul(value ^ key, 0x85ebca6b);
  return (h ^ (h >>> 13)) & mask;
}

/** The same event of the same call always has the same id, so that a consumer can tell it is one. */
export const eventId = (index: number, what: string, n: number): string => `evt_${index.toString(36)}_${what}_${n}`;

/** The CloudEvents source of a company's events. */
export const sourceOf = (companyId: string): string => `//demo.aftercall.example/tenant-${companyId}`;
