/** What is different between two JSON values, path by path. */
import type { Json, JsonChange, JsonObject } from '../../../shared/domain/chain.ts';
import { canonicalJson } from './flow-hash.ts';

/** More differences than anybody reads; what comes after is left out. */
const mostChanges = 200;
const deepest = 100;

/** Objects and arrays are compared within, everything else as a whole; at most 200 changes. `undefined`: there is none. */
export function jsonChanges(from: Json | undefined, to: Json | undefined): JsonChange[] {
  const changes: JsonChange[] = [];
  compare(from, to, '', 0, changes);
  return changes;
}

function compare(
  from: Json | undefined,
  to: Json | undefined,
  path: string,
  depth: number,
  changes: JsonChange[],
): void {
  if (from === to || changes.length >= mostChanges) return;
  if (depth < deepest && isContainer(from) && isContainer(to) && Array.isArray(from) === Array.isArray(to)) {
    const [then, now] = [membersOf(from), membersOf(to)];
    for (const key of new Set([...then.keys(), ...now.keys()])) {
      compare(then.get(key), now.get(key), path === '' ? key : `${path}.${key}`, depth + 1, changes);
    }
    return;
  }
  if (from !== undefined && to !== undefined && canonicalJson(from) === canonicalJson(to)) return;
  changes.push({ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
}

function isContainer(value: Json | undefined): value is JsonObject | Json[] {
  return typeof value === 'object' && value !== null;
}

/** Own members only; an array's keys are its indices. */
const membersOf = (value: JsonObject | Json[]): Map<string, Json> => new Map(Object.entries(value));
