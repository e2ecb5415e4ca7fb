import { expect, test } from 'vitest';
import { canBeChosen, usualOf } from '../../../renderer/ui/shortcuts.ts';

test.each([
  ['j', {}, 'j'],
  ['n', { j: 'n' }, 'j'],
  ['j', { j: 'n' }, null],
  ['j', { j: 'n', k: 'j' }, 'k'],
  ['g q', { 'g c': 'g q' }, 'g c'],
  ['g c', { 'g c': 'g q' }, null],
  ['g', { 'g c': 'g q' }, 'g'],
  ['constructor', {}, 'constructor'],
])('%s, with %o chosen, means the shortcut that is usually on %s', (pressed, chosen, usual) => {
  expect(usualOf(pressed, chosen as Record<string, string>)).toBe(usual);
});

test.each([
  ['a', true],
  ['é', true],
  ['/', true],
  ['7', true],
  [' ', false],
  ['enter', false],
  ['', false],
])('a shortcut can be put on "%s": %s', (key, can) => {
  expect(canBeChosen(key)).toBe(can);
});
