/** What is different between two JSON values, and an edit of one as a JSON merge patch (RFC 7396). */
import type { Json, JsonChange, JsonObject } from '../../../shared/domain/chain.ts';

const mostChanges = 200;
const deepest = 100;

/** Objects and arrays are compared within, everything else as a whole; at most 200 changes. */
export function changesBetween(from: Json | undefined, to: Json | undefined): JsonChange[] {
  const changes: JsonChange[] = [];
  compare(from, to, '', 0, changes);
  return changes;
}

function compare(from: Json | undefined, to: Json | undefined, path: string, depth: number, into: JsonChange[]): void {
  if (from === to || into.length >= mostChanges) return;
  if (isContainer(from) && isContainer(to) && Array.isArray(from) === Array.isArray(to) && depth < deepest) {
    const [then, now] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
    for (const key of new Set([...then.keys(), ...now.keys()])) {
      compare(then.get(key), now.get(key), path === '' ? key : `${path}.${key}`, depth + 1, into);
    }
    return;
  }
  into.push({ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
}

export type PatchMade = { ok: true; patch: JsonObject } | { ok: false; problem: string };

/** The patch that makes `to` of `from`. A patch removes what is `null`, so it cannot put a `null` anywhere but in an array. */
export function patchFor(from: JsonObject, to: JsonObject): PatchMade {
  const patch = new Map<string, Json>();
  for (const [key, now] of Object.entries(to)) {
    const then = Object.hasOwn(from, key) ? from[key] : undefined;
    if (then !== undefined && changesBetween(then, now).length === 0) continue;
    const made = changeFor(then, now);
    if (!made.ok) return { ok: false, problem: `${key}${made.problem}` };
    patch.set(key, made.value);
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) patch.set(key, null);
  return { ok: true, patch: Object.fromEntries(patch) };
}

const noNull = ' cannot be set to null: a patch removes what is null. Leave the line out to remove it.';

function changeFor(then: Json | undefined, now: Json): { ok: true; value: Json } | { ok: false; problem: string } {
  if (now === null) return { ok: false, problem: noNull };
  if (!isObject(now)) return { ok: true, value: now };
  const inner = patchFor(isObject(then) ? then : {}, now);
  if (!inner.ok) return { ok: false, problem: `.${inner.problem}` };
  return { ok: true, value: inner.patch };
}

function isContainer(value: Json | undefined): value is JsonObject | Json[] {
  return typeof value === 'object' && value !== null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return isContainer(value) && !Array.isArray(value);
}

export type ObjectRead = { ok: true; value: JsonObject } | { ok: false; problem: string };

/** Reads what was typed as a JSON object. */
export function readObject(text: string): ObjectRead {
  try {
    const value = asJson(JSON.parse(text));
    return isObject(value) ? { ok: true, value } : { ok: false, problem: 'This must be an object: { … }.' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `Not valid JSON: ${why.replace(/ in JSON(?= at)/, '')}.` };
  }
}

/** What `JSON.parse` returns is JSON. */
function asJson(value: unknown): Json {
  return value as Json;
}
