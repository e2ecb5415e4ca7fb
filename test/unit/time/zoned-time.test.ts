/** Wall clocks of named zones, at ordinary times and where the clocks change. */
import { expect, it } from 'vitest';
import { fromWallClock, toWallClock } from '../../../shared/time/zoned-time.ts';

const wall = (text: string): number => Date.parse(`${text}Z`);

it.each([
  ['Europe/Berlin', '2026-01-15T12:00:00', '2026-01-15T11:00:00Z', 'once'],
  ['Europe/Berlin', '2026-07-15T12:00:00', '2026-07-15T10:00:00Z', 'once'],
  ['Asia/Kolkata', '2026-03-02T18:45:30', '2026-03-02T13:15:30Z', 'once'],
  ['UTC', '2026-03-29T02:30:00', '2026-03-29T02:30:00Z', 'once'],
  ['Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59Z', 'once'],
  ['Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:30:00Z', 'skipped'],
  ['Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z', 'once'],
  ['Europe/Berlin', '2026-10-25T01:59:59', '2026-10-24T23:59:59Z', 'once'],
  ['Europe/Berlin', '2026-10-25T02:00:00', '2026-10-25T00:00:00Z', 'repeated'],
  ['Europe/Berlin', '2026-10-25T02:59:59', '2026-10-25T00:59:59Z', 'repeated'],
  ['Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z', 'once'],
  ['America/New_York', '2026-03-08T02:15:00', '2026-03-08T07:15:00Z', 'skipped'],
  ['America/New_York', '2026-11-01T01:15:00', '2026-11-01T05:15:00Z', 'repeated'],
  ['Australia/Lord_Howe', '2026-10-04T02:15:00', '2026-10-03T15:45:00Z', 'skipped'],
  ['Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00Z', 'repeated'],
  ['Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00:00Z', 'skipped'],
  ['Pacific/Kiritimati', '2026-06-01T00:30:00', '2026-05-31T10:30:00Z', 'once'],
])('%s: %s is %s, shown %s', (zone, shown, instant, clock) => {
  expect(fromWallClock(wall(shown), zone)).toEqual({ at: Date.parse(instant), clock });
});

it('keeps fractions of a second', () => {
  expect(fromWallClock(wall('1995-05-05T05:05:05.125'), 'America/Sao_Paulo')?.at).toBe(
    Date.parse('1995-05-05T08:05:05.125Z'),
  );
});

it.each(['', 'Mars/Olympus', '__proto__'])('knows no zone %j', (zone) => {
  expect(fromWallClock(0, zone)).toBeNull();
});

it.each([
  ['Europe/Berlin', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ['Pacific/Apia', '2011-12-30', '2011-12-31'],
  ['Asia/Kathmandu', '2026-01-01', '2026-07-01'],
])('%s: what its clocks show is what Intl shows, every quarter of an hour around %s and %s', (timeZone, ...days) => {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  for (const day of days)
    for (let at = Date.parse(`${day}T00:00:00Z`) - 86_400_000, quarter = 0; quarter < 288; quarter += 1, at += 900_000)
      expect(toWallClock(at, timeZone)).toBe(wall(clock.format(at).replace(' ', 'T')));
});

it('has no clock to show where it knows no zone', () => {
  expect(toWallClock(0, 'Mars/Olympus')).toBeNull();
});
