import { expect, test } from 'vitest';
import { goToKeys, places } from '../../../renderer/app/places.ts';
import { keyHelp } from '../../../renderer/ui/keys.ts';

test('every place has a key of its own', () => {
  const keys = goToKeys.map(({ keys: [key] }) => key);
  expect(new Set(keys).size).toBe(places.length + 1);
  for (const key of keys) expect(key).toMatch(/^g [a-z]$/);
});

test('no two shortcuts are on one key', () => {
  const keys = [...keyHelp, ...goToKeys].map(({ keys: [key] }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
