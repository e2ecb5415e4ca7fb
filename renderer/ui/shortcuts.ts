/**
 * Shortcuts, each known by its usual key, and the keys the operator has put them on instead. Screens bind usual keys; what is pressed is
 * translated here. Two presses make a shortcut too: `g c`.
 */
import { useSyncExternalStore } from 'react';
import { z } from 'zod';

/** Usual key → the key it was put on. */
export type ChosenKeys = Readonly<Record<string, string>>;

const place = 'aftercall.keys';
const schema = z.record(z.string().max(20), z.string().max(20));
const listeners = new Set<() => void>();
let chosen: ChosenKeys = load();

function load(): ChosenKeys {
  try {
    return schema.parse(JSON.parse(localStorage.getItem(place) ?? '{}'));
  } catch {
    return {};
  }
}

/** Puts the shortcut with this usual key on another one; on its usual one again with `null`. */
export function chooseKey(usual: string, key: string | null): void {
  const { [usual]: _, ...others } = chosen;
  chosen = key === null || key === usual ? others : { ...others, [usual]: key };
  localStorage.setItem(place, JSON.stringify(chosen));
  for (const listener of listeners) listener();
}

export function forgetChosenKeys(): void {
  for (const usual of Object.keys(chosen)) chooseKey(usual, null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useChosenKeys(): ChosenKeys {
  return useSyncExternalStore(subscribe, () => chosen);
}

/** The key a shortcut is on now, to be printed on a button. */
export function useKeyOf(usual: string): string {
  return useChosenKeys()[usual] ?? usual;
}

/** The usual key of the shortcut that a pressed one means; `null` when its own shortcut was put elsewhere and none came in its place. */
export function usualOf(pressed: string, keys: ChosenKeys = chosen): string | null {
  const moved = Object.entries(keys).find(([, key]) => key === pressed);
  if (moved) return moved[0];
  return Object.hasOwn(keys, pressed) ? null : pressed;
}

/** Whether one press, or the last of two, can be a shortcut: a letter, a digit or a sign. The others have meanings of their own. */
export function canBeChosen(key: string): boolean {
  return /^\S$/u.test(key);
}
