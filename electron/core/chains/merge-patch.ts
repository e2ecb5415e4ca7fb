/** JSON merge patches (RFC 7396): objects merge key by key, `null` removes a key, anything else replaces. */
import type { Json, JsonObject } from '../../../shared/domain/chain.ts';

/** Neither argument is changed. Own keys only; one called `__proto__` is a key like any other. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(target));
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) merged.delete(key);
    else merged.set(key, isObject(change) ? mergePatch(objectOr(merged.get(key)), change) : change);
  }
  return Object.fromEntries(merged);
}

const objectOr = (value: Json | undefined): JsonObject => (value !== undefined && isObject(value) ? value : {});

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
