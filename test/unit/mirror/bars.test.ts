/** Stretches and bars of the charts: full hours, days of the zone, also where its clocks change. */
import { describe, expect, test } from 'vitest';
import { bordersOf, partsOf, sizeOf, stretchBefore, stretchOf } from '../../../electron/core/mirror/readers/bars.ts';

const hour = 3_600_000;
const at = (text: string): number => Date.parse(text);
const shown = (times: readonly number[]): string[] => times.map((time) => new Date(time).toISOString().slice(0, 16));

describe('a range that ends now', () => {
  const now = at('2026-11-21T08:10:00Z');

  test('of 24 hours is 24 hours, the present one among them', () => {
    expect(stretchOf('24h', 'Europe/Berlin', now, null)).toEqual({
      from: at('2026-11-20T09:00Z'),
      to: at('2026-11-21T09:00Z'),
    });
  });

  test.each([
    ['UTC', '2026-11-15T00:00Z'],
    ['Europe/Berlin', '2026-11-14T23:00Z'],
    ['America/Los_Angeles', '2026-11-15T08:00Z'],
    // Half an hour apart from UTC: the first full hour after midnight.
    ['Asia/Kolkata', '2026-11-14T19:00Z'],
  ])('of 7 days begins with the day six days ago, in %s', (zone, from) => {
    expect(stretchOf('7d', zone, now, null)).toEqual({ from: at(from), to: at('2026-11-21T09:00Z') });
  });

  test('of all time is from the oldest call to the newest, or to now', () => {
    const known = { first: at('2026-01-02T03:00Z'), last: at('2026-11-21T07:00Z') };
    expect(stretchOf('all', 'UTC', now, known)).toEqual({ from: known.first, to: at('2026-11-21T09:00Z') });
    const ahead = { ...known, last: at('2026-11-25T07:00Z') };
    expect(stretchOf('all', 'UTC', now, ahead).to).toBe(at('2026-11-25T08:00Z'));
    expect(stretchOf('all', 'UTC', now, null)).toEqual(stretchOf('24h', 'UTC', now, null));
  });
});

test('a range of two instants is widened to full hours', () => {
  const range = { from: at('2026-11-20T09:20Z'), to: at('2026-11-20T10:01Z') };
  expect(stretchOf(range, 'UTC', 0, null)).toEqual({ from: at('2026-11-20T09:00Z'), to: at('2026-11-20T11:00Z') });
});

describe('the stretch before', () => {
  const week = { from: at('2026-11-15T00:00Z'), to: at('2026-11-21T09:00Z') };

  test('is as long, and ends at the same hour of the day', () => {
    expect(stretchBefore('7d', week, { first: 0, last: 0 })).toEqual({
      from: at('2026-11-08T00:00Z'),
      to: at('2026-11-14T09:00Z'),
    });
  });

  test('is none where the mirror does not reach back to its beginning, nor before all of time', () => {
    expect(stretchBefore('7d', week, { first: at('2026-11-08T01:00Z'), last: 0 })).toBe(null);
    expect(stretchBefore('7d', week, null)).toBe(null);
    expect(stretchBefore('all', week, { first: 0, last: 0 })).toBe(null);
  });
});

describe('bars', () => {
  test('of days begin at midnight of the zone, also when its clocks go back', () => {
    const stretch = { from: at('2026-10-23T22:00Z'), to: at('2026-10-26T09:00Z') };
    expect(shown(bordersOf(stretch, 'day', 'Europe/Berlin'))).toEqual([
      '2026-10-23T22:00',
      '2026-10-24T22:00',
      '2026-10-25T23:00',
      '2026-10-26T09:00',
    ]);
  });

  test('of days begin at midnight of the zone, also when its clocks go forward', () => {
    const stretch = { from: at('2026-03-28T23:00Z'), to: at('2026-03-30T22:00Z') };
    expect(shown(bordersOf(stretch, 'day', 'Europe/Berlin'))).toEqual([
      '2026-03-28T23:00',
      '2026-03-29T22:00',
      '2026-03-30T22:00',
    ]);
  });

  test('leave out a day that the zone never had', () => {
    const stretch = { from: at('2011-12-29T10:00Z'), to: at('2011-12-31T10:00Z') };
    expect(shown(bordersOf(stretch, 'day', 'Pacific/Apia'))).toEqual([
      '2011-12-29T10:00',
      '2011-12-30T10:00',
      '2011-12-31T10:00',
    ]);
  });

  test('begin at full hours of UTC where the zone is half an hour apart', () => {
    const stretch = { from: at('2026-11-19T19:00Z'), to: at('2026-11-21T19:00Z') };
    expect(shown(bordersOf(stretch, 'day', 'Asia/Kolkata'))).toEqual([
      '2026-11-19T19:00',
      '2026-11-20T19:00',
      '2026-11-21T19:00',
    ]);
  });

  test.each([
    [
      'hour',
      '2026-11-20T22:00Z',
      '2026-11-21T01:00Z',
      ['2026-11-20T22:00', '2026-11-20T23:00', '2026-11-21T00:00', '2026-11-21T01:00'],
    ],
    [
      'week',
      '2026-11-18T00:00Z',
      '2026-12-01T00:00Z',
      ['2026-11-18T00:00', '2026-11-23T00:00', '2026-11-30T00:00', '2026-12-01T00:00'],
    ],
    [
      'month',
      '2025-12-05T00:00Z',
      '2026-02-02T00:00Z',
      ['2025-12-05T00:00', '2026-01-01T00:00', '2026-02-01T00:00', '2026-02-02T00:00'],
    ],
    ['year', '2024-12-31T23:00Z', '2026-01-01T00:00Z', ['2024-12-31T23:00', '2025-01-01T00:00', '2026-01-01T00:00']],
  ] as const)('of a %s are cut at both ends', (size, from, to, borders) => {
    expect(shown(bordersOf({ from: at(from), to: at(to) }, size, 'UTC'))).toEqual(borders);
  });

  test.each([
    [24, 'hour'],
    [7 * 24, 'hour'],
    [30 * 24, 'day'],
    [90 * 24, 'day'],
    [365 * 24, 'week'],
    [5 * 365 * 24, 'month'],
    [60 * 365 * 24, 'year'],
  ] as const)('of %i hours are few enough to tell apart', (hours, size) => {
    const stretch = { from: 0, to: hours * hour };
    expect(sizeOf(stretch)).toBe(size);
    expect(bordersOf(stretch, size, 'Europe/Berlin').length).toBeLessThan(250);
  });
});

describe('the sums a stretch is read from', () => {
  const spans = [1, 12, 144];
  const covers = (from: number, to: number) => {
    const parts = partsOf({ from, to }, spans);
    let next = from;
    for (const part of parts) {
      expect(part.from).toBe(next);
      expect(part.from % (part.hours * hour)).toBe(0);
      expect(part.to % (part.hours * hour)).toBe(0);
      next = part.to;
    }
    expect(next).toBe(Math.max(from, to));
    return parts;
  };

  test('cover it once, whatever its ends', () => {
    for (let from = 0; from < 200; from += 7)
      for (let length = 0; length < 700; length += 13) covers(from * hour, (from + length) * hour);
  });

  test('are few for months', () => {
    const parts = covers(5 * hour, (5 + 90 * 24) * hour);
    expect(parts.reduce((rows, part) => rows + (part.to - part.from) / (part.hours * hour), 0)).toBeLessThan(60);
  });
});
