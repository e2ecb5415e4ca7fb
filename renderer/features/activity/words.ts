/** Lines of the audit in words. */
import type { Json } from '../../../shared/domain/chain.ts';
import type { AuditRow } from '../../../shared/domain/operation.ts';
import { bytes } from '../../ui/format.ts';

/** `resend planned` → `Resend planned`. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `maskNumbers` → `mask numbers`. */
const nameWords = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

/** What can be said of a detail in a line, and what is left to be unfolded. */
export function detailWords({ detail }: AuditRow): {
  said: [name: string, words: string][];
  rest: Record<string, Json>;
} {
  const said: [string, string][] = [];
  const rest: Record<string, Json> = {};
  for (const [name, value] of Object.entries(detail)) {
    const words = name === 'bytes' && typeof value === 'number' ? bytes(value) : inWords(value);
    if (words === null) rest[name] = value;
    else if (words !== '') said.push([nameWords(name), words]);
  }
  return { said, rest };
}

/** Empty for what says nothing, `null` for what does not fit in a line. */
function inWords(value: Json): string | null {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return String(value);
  if (!Array.isArray(value)) return changeWords(value);
  if (value.length > 20 || value.some((item) => typeof item === 'object')) return null;
  return value.map(String).join(', ');
}

/** What a setting was and is. */
function changeWords(value: { [key: string]: Json }): string | null {
  const { from, to, ...more } = value;
  if (from === undefined || to === undefined || Object.keys(more).length > 0) return null;
  const [before, after] = [inWords(from), inWords(to)];
  return before === null || after === null ? null : `${before || 'none'} → ${after || 'none'}`;
}

export const brief = (row: AuditRow): string =>
  detailWords(row)
    .said.map(([name, words]) => `${name}: ${words}`)
    .join(' · ');

/** Where what a line is about is to be seen; `null` where it is nothing that has a page. */
export type About =
  | { kind: 'call'; id: number }
  | { kind: 'calls'; text: string }
  | { kind: 'operation'; id: string }
  | { kind: 'endpoint'; connectionId: string; endpointId: string }
  | { kind: 'connections' }
  | { kind: 'settings'; section: string }
  | { kind: 'review' };

export function aboutOf({ action, subject, detail }: AuditRow): About | null {
  const { connection, call } = detail;
  if (/^(?:call|note|evidence|review undone)\b/.test(action)) {
    return typeof call === 'number' ? { kind: 'call', id: call } : { kind: 'calls', text: subject };
  }
  if (/^(?:resend|replay|items?|operation)\b/.test(action)) return { kind: 'operation', id: subject };
  if (action.startsWith('endpoint') && !/removed|forgotten/.test(action) && typeof connection === 'string') {
    return { kind: 'endpoint', connectionId: connection, endpointId: subject };
  }
  if (/^(?:connection|mapping|import|signing secret)\b/.test(action)) return { kind: 'connections' };
  if (action.startsWith('settings')) return { kind: 'settings', section: subject };
  return /^(?:review|score card|calls (?:reviewed|flagged))\b/.test(action) ? { kind: 'review' } : null;
}
