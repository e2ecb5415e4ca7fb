/** The overview's numbers in words, the times its bars stand for, the lists its numbers open, and the zones all of it is shown in. */
import { describe, expect, it } from 'vitest';
import { callsIn, callsWith, messagesTo } from '../../../renderer/features/overview/links.ts';
import { barWords, changeOf, percent, pointsOf, share, ticksOf } from '../../../renderer/features/overview/words.ts';
import { rangeWords } from '../../../renderer/ui/range.ts';
import { zoneOf } from '../../../renderer/ui/zones.ts';
import { callFilter, messageFilter } from '../../../shared/contract/filters.ts';

const at = (text: string): number => Date.parse(text);
const hour = 3_600_000;
const day = 24 * hour;

describe('a share', () => {
  it.each([
    [null, '–'],
    [0, '0 %'],
    [1, '100 %'],
    [0.5, '50.0 %'],
    [0.9999, '99.9 %'],
    [0.0001, '0.1 %'],
  ])('%s reads %s: all and none are said of all and none alone', (value, words) => {
    expect(percent(value)).toBe(words);
  });

  it('of nothing is none', () => {
    expect(share(0, 0)).toBeNull();
    expect(share(1, 4)).toBe(0.25);
  });
});

describe('a change', () => {
  it.each([
    [110, 100, 'up', '10 %'],
    [100, 103, 'down', '2.9 %'],
    [100, 100, 'same', 'as before'],
    [10_001, 10_000, 'same', 'as before'],
    [3000, 100, 'up', '30 ×'],
    [0, 0, 'same', 'as before'],
  ])('from %2$i to %1$i', (now, before, direction, text) => {
    expect(changeOf(now, before)).toEqual({ direction, text });
  });

  it('from nothing is none, and of shares it is in points', () => {
    expect(changeOf(5, 0)).toBeNull();
    expect(pointsOf(0.5, null)).toBeNull();
    expect(pointsOf(0.514, 0.5)).toEqual({ direction: 'up', text: '1.4 pt' });
    expect(pointsOf(0.5, 0.50001)).toEqual({ direction: 'same', text: 'as before' });
  });
});

describe('what a bar stands for', () => {
  const from = at('2026-11-20T23:00Z');

  it.each([
    ['hour', from + hour, 'UTC', 'Fri 20 Nov 23:00–00:00'],
    ['hour', from + hour, 'Europe/Berlin', 'Sat 21 Nov 00:00–01:00'],
    ['day', from + day, 'Europe/Berlin', 'Sat 21 Nov 2026'],
    ['week', from + 7 * day, 'Europe/Berlin', '21 Nov – 27 Nov 2026'],
    ['month', from + 30 * day, 'Europe/Berlin', 'Nov 2026'],
    ['year', from + 365 * day, 'Europe/Berlin', '2026'],
  ] as const)('%s', (size, to, zone, words) => {
    expect(barWords(size, zone)({ from, to })).toBe(words);
  });

  it('is written below a few of them, days where they begin in the zone', () => {
    const hours = Array.from({ length: 7 * 24 }, (_, n) => ({ from: from + n * hour, to: from + (n + 1) * hour }));
    const { ticks, tickFormatter } = ticksOf(hours, 'hour', 'Europe/Berlin');
    expect(ticks.map(tickFormatter)).toEqual(['Sun 22', 'Mon 23', 'Tue 24', 'Wed 25', 'Thu 26', 'Fri 27']);
    const few = ticksOf(hours.slice(0, 24), 'hour', 'UTC');
    expect(few.ticks.map(few.tickFormatter)[0]).toBe('23:00');
    expect(few.ticks.length).toBeLessThanOrEqual(8);
    expect(ticksOf([], 'day', 'UTC').ticks).toEqual([]);
  });
});

describe('the list a number opens', () => {
  const stretch = { from: 1000, to: 2000 };

  it('is narrowed by what the number counts, and is one that core takes', () => {
    const searches = [
      callsIn(stretch, { success: false }),
      callsWith(stretch, 'agent', 'Diana', { show: 'failed' }),
      callsWith(stretch, 'reason', ''),
    ];
    expect(searches).toEqual([
      { from: 1000, to: 2000, success: false },
      { from: 1000, to: 2000, agent: 'Diana', show: 'failed' },
      { from: 1000, to: 2000, without: 'reason' },
    ]);
    for (const search of searches) expect(callFilter.parse(search)).toMatchObject(search);
    const messages = messagesTo(stretch, { connectionId: 'c1', endpointId: 'crm' }, 'failed');
    expect(messageFilter.parse(messages)).toMatchObject({
      show: 'failed',
      endpoint: 'crm',
      connection: 'c1',
      ...stretch,
    });
  });
});

describe('the time that is shown', () => {
  it('has a name, or two instants in the zone, with the year where it is another', () => {
    const now = at('2026-11-21T08:00Z');
    expect(rangeWords('90d', 'utc', now)).toBe('Last 90 days');
    const range = { from: at('2026-11-19T14:00Z'), to: at('2026-11-20T23:30Z') };
    expect(rangeWords(range, 'utc', now)).toBe('19 Nov 14:00 – 20 Nov 23:30');
    expect(rangeWords(range, 'Europe/Berlin', now)).toBe('19 Nov 15:00 – 21 Nov 00:30');
    expect(rangeWords({ ...range, from: at('2025-11-19T14:00Z') }, 'utc', now)).toBe(
      '19 Nov 2025 14:00 – 20 Nov 2026 23:30',
    );
  });
});

describe('the zone of a time', () => {
  const zones = new Map([
    ['a', 'Asia/Kolkata'],
    ['b', 'Europe/Berlin'],
  ]);

  it('is the one that was chosen', () => {
    expect(zoneOf('mine', 'a', zones)).toBe('mine');
    expect(zoneOf('utc', 'a', zones)).toBe('utc');
  });

  it('is that of the connection where the call’s own was chosen, and of no call the one they share, else this machine’s', () => {
    expect(zoneOf('call', 'a', zones)).toBe('Asia/Kolkata');
    expect(zoneOf('call', 'gone', zones)).toBe('mine');
    expect(zoneOf('call', undefined, zones)).toBe('mine');
    expect(zoneOf('call', undefined, new Map([['b', 'Europe/Berlin']]))).toBe('Europe/Berlin');
    expect(zoneOf('call', undefined, new Map())).toBe('mine');
  });
});
