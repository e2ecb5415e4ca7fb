import { expect, test } from 'vitest';
import { settling, steady } from '../../../electron/platform/live/live.ts';

const perSecond = (from: number, to: number) => (settling(to) - settling(from)) / (to - from);

test('without a rate there is something to see at once, and later no more than the week before bears', () => {
  expect(settling(0)).toBe(0);
  expect(perSecond(0, 1)).toBeGreaterThan(0.9);
  expect(settling(60)).toBeGreaterThan(20);
  expect(perSecond(3600, 7200)).toBeCloseTo(1 / 15, 6);
});

test('the pace never grows and never jumps', () => {
  const paces = Array.from({ length: 400 }, (_, second) => perSecond(second, second + 1));
  for (const [second, pace] of paces.entries()) {
    const before = paces[second - 1] ?? 1;
    expect(pace).toBeLessThanOrEqual(before + 1e-9);
    expect(before - pace).toBeLessThan(0.07);
  }
});

test('a rate that is asked for stays', () => {
  expect(steady(3)(10)).toBe(30);
  expect(steady(0)(3600)).toBe(0);
});
