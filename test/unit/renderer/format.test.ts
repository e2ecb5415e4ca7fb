import { describe, expect, it } from 'vitest';
import {
  ago,
  bytes,
  callLength,
  clock,
  count,
  duration,
  fullTime,
  listTime,
  offset,
  plural,
  position,
  shortCount,
  total,
} from '../../../renderer/ui/format.ts';

const at = Date.UTC(2026, 10, 20, 13, 2, 11, 123);

describe('durations', () => {
  it.each([
    [null, '–'],
    [0, '0 ms'],
    [143, '143 ms'],
    [999.6, '1.0 s'],
    [1000, '1.0 s'],
    [5003, '5.0 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 m 00 s'],
    [161_000, '2 m 41 s'],
    [3_723_000, '1 h 02 m'],
    [90_000_000, '1 d 01 h'],
  ])('writes %s ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('writes the length of a call in whole seconds', () => {
    expect([null, 0, 400, 7600, 59_600, 161_000].map(callLength)).toEqual([
      '–',
      '0 s',
      '0 s',
      '8 s',
      '1 m 00 s',
      '2 m 41 s',
    ]);
  });

  it('writes offsets into a call as minutes and seconds', () => {
    expect([0, 7_900, 760_000, 3_729_000].map(offset)).toEqual(['0:00', '0:07', '12:40', '1:02:09']);
  });
});

describe('numbers', () => {
  it('groups them, and shortens only from ten thousand on', () => {
    expect(count(1_204_331)).toBe('1,204,331');
    expect([0, 999, 9_999, 10_000, 12_449, 999_949, 1_204_331, 120_433_100].map(shortCount)).toEqual([
      '0',
      '999',
      '9,999',
      '10.0 k',
      '12.4 k',
      '1.0 M',
      '1.2 M',
      '120 M',
    ]);
  });

  it('writes sizes in powers of ten', () => {
    expect([0, 812, 1_000, 2_210, 3.1e9].map(bytes)).toEqual(['0 B', '812 B', '1.0 kB', '2.2 kB', '3.1 GB']);
  });

  it('says when only a lower bound is known', () => {
    expect(total({ count: 1000, exact: false })).toBe('1,000+');
    expect(total({ count: 37, exact: true })).toBe('37');
  });

  it('counts one and many', () => {
    expect([plural(1, 'message'), plural(1200, 'message'), plural(0, 'match', 'matches')]).toEqual([
      '1 message',
      '1,200 messages',
      '0 matches',
    ]);
  });

  it('keeps every digit of a stream position beyond 2^53', () => {
    expect(position('00009007199254740993')).toBe('9,007,199,254,740,993');
    expect([position('00000000000000000000'), position(null), position('e-7')]).toEqual(['0', '–', 'e-7']);
  });
});

describe('times', () => {
  it('tells how long ago, and how soon', () => {
    const distances = [200, 12_000, 300_000, 10_800_000, 200_000_000, 600_000_000, -90_000];
    expect(distances.map((ms) => ago(at - ms, at))).toEqual([
      '0.2 s ago',
      '12 s ago',
      '5 m ago',
      '3 h ago',
      '2 d ago',
      '6 d ago',
      'in 1 m',
    ]);
  });

  it('shows the same instant in the zone asked for', () => {
    expect(clock(at, 'utc')).toBe('13:02:11');
    expect(fullTime(at, 'utc')).toBe('Fri 20 Nov 2026, 13:02:11.123 UTC');
  });

  it('writes midnight as 00, never as 24', () => {
    expect(clock(Date.UTC(2026, 0, 1), 'utc')).toBe('00:00:00');
  });

  it('shows the clock today, the day before, and the year before that', () => {
    const dayEarlier = at - 86_400_000;
    const yearsEarlier = Date.UTC(2024, 1, 3, 8);
    expect([at - 1000, dayEarlier, yearsEarlier].map((each) => listTime(each, at, 'utc'))).toEqual([
      '13:02:10',
      '19 Nov 13:02',
      '03 Feb 2024',
    ]);
  });
});
