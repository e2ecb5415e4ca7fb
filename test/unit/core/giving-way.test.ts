/** When a thread stands back for questions, and how much; by a clock that goes on only while it waits or works. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { questions, standingBack } from '../../../electron/core/giving-way.ts';

let now = 0;
let stoodBack = 0;

beforeEach(() => {
  now = 0;
  stoodBack = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(Atomics, 'wait').mockImplementation((_cell, _index, _value, ms) => {
    now += ms ?? 0;
    stoodBack += ms ?? 0;
    return 'timed-out';
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Works in so many parts of a tenth of a millisecond. */
function work(parts: number, standBack: () => void, before: () => void = () => {}): void {
  for (let part = 0; part < parts; part += 1) {
    now += 0.1;
    before();
    standBack();
  }
}

test('nobody asks: the work goes on', () => {
  const { shared, began, ended } = questions();
  began();
  ended();
  work(100, standingBack(shared));
  expect(stoodBack).toBe(0);
});

test('it stands back while a question is open and once more when it was answered, for as long as it takes to be read', () => {
  const { shared, began, ended } = questions();
  const standBack = standingBack(shared);
  work(50, standBack);
  began();
  work(1, standBack);
  const [whileOpen] = [stoodBack];
  expect(whileOpen).toBeGreaterThan(0);
  ended();
  work(1, standBack);
  expect(stoodBack).toBeCloseTo(2 * whileOpen);
  work(50, standBack);
  expect(stoodBack).toBeCloseTo(2 * whileOpen);
});

test('one that began and ended since it last looked counts, and one of several that ended leaves the others', () => {
  const { shared, began, ended } = questions();
  const standBack = standingBack(shared);
  work(50, standBack);
  began();
  ended();
  work(1, standBack);
  expect(stoodBack).toBeGreaterThan(0);
  began();
  began();
  ended();
  work(2, standBack);
  const before = stoodBack;
  work(1, standBack);
  expect(stoodBack).toBeGreaterThan(before);
});

test('where questions never end it works a third of the time', () => {
  const { shared, began } = questions();
  began();
  work(10_000, standingBack(shared));
  expect(stoodBack / now).toBeGreaterThan(0.6);
  expect(stoodBack / now).toBeLessThan(0.67);
});
