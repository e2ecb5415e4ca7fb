/**
 * What was said, as it lies in the table: a turn is a list of its role's first letter, its text, who said it and when, as far as that is
 * known. Transcripts are the largest part of a mirror, and the names of fields would be a third of them.
 */
import type { Turn } from '../../../shared/domain/call.ts';

type StoredTurn = [role: string, text: string, name?: string | null, atMs?: number | null];

const roles: readonly Turn['role'][] = ['agent', 'customer', 'system', 'unknown'];
const roleOf = new Map(roles.map((role) => [role.charAt(0), role]));

export function storeTurns(turns: readonly Turn[]): string {
  return JSON.stringify(
    turns.map(({ role, text, name, atMs }): StoredTurn => {
      const letter = role.charAt(0);
      if (atMs !== null) return [letter, text, name, atMs];
      return name === null ? [letter, text] : [letter, text, name];
    }),
  );
}

/** Reads what `storeTurns` wrote, and the objects that were there before it. */
export function storedTurns(stored: string | null): Turn[] {
  const turns: (StoredTurn | Turn)[] = stored === null ? [] : JSON.parse(stored);
  return turns.map((turn) => {
    if (!Array.isArray(turn)) return turn;
    const [letter, text, name = null, atMs = null] = turn;
    return { role: roleOf.get(letter) ?? 'unknown', name, text, atMs };
  });
}
