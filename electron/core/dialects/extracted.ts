/** Custom data and values drawn out of the conversation, from the objects in which vendors send them. */
import type { Extracted } from '../../../shared/domain/call.ts';
import { type Bag, child, type Fields, ignored, isBag, remark } from './fields.ts';
import { cleanJson } from './json.ts';

const maxEntries = 500;

/** An object as received, made safe to store. */
export function object(from: Fields, key: string): Bag | null {
  const found = child(from, key);
  if (!found) return null;
  const clean = cleanJson(found.of);
  if (!clean.ok) return ignored(from, key, clean.why);
  return isBag(clean.value) ? clean.value : null;
}

/** One entry per key. `comments` gives a comment and may give a better value, by key. */
export function entries(from: Fields, values: Bag): Extracted[] {
  const all = Object.entries(values);
  if (all.length > maxEntries)
    remark(from.remarks, `only the first ${maxEntries} of ${all.length} extracted values are shown`);
  return all.slice(0, maxEntries).map(([key, value]) => ({ key, value, comment: null }));
}
