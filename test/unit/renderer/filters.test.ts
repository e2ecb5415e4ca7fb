/** Filters in the address, in chips, and as core is asked. */
import { describe, expect, it } from 'vitest';
import { searchOfText, searchText } from '../../../renderer/features/views/search.ts';
import { messageFields } from '../../../renderer/features/webhooks/filters.ts';
import { beginOf, filterSearch, forCore, isNarrowed } from '../../../renderer/ui/filters/address.ts';
import { chipWords, matching, timeWords } from '../../../renderer/ui/filters/fields.ts';
import { fromLocal, toLocal } from '../../../renderer/ui/filters/local-time.ts';
import { messageFilter, runFilter } from '../../../shared/contract/filters.ts';

const read = filterSearch(messageFilter);

describe('an address', () => {
  it('keeps what fits and leaves out what does not', () => {
    expect(
      read({
        show: 'failed',
        endpoint: 'crm',
        status: '5xx',
        attempts: 3,
        range: '24h',
        id: 7,
        from: 'x',
        campaign: '',
        more: 1,
      }),
    ).toEqual({ show: 'failed', endpoint: 'crm', status: '5xx', attempts: 3, range: '24h', id: 7 });
    expect(read({ show: 'nonsense', status: '9', attempts: -1, range: 'ever', incident: 'x' })).toEqual({});
  });

  it('takes what was typed as a number for text, and the other way round', () => {
    expect(read({ status: 503, text: 4711, incident: '12' })).toEqual({ status: '503', text: '4711', incident: 12 });
    expect(filterSearch(runFilter)({ version: '3' })).toEqual({ version: 3 });
  });

  it('shows what it shows by itself without a word', () => {
    expect(read({})).toEqual({});
    expect([isNarrowed({}), isNarrowed({ show: 'all', id: 3 }), isNarrowed({ body: 'x' })]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('a stretch of time', () => {
  const now = Date.UTC(2026, 10, 21, 14, 30, 15);

  it('becomes instants only when core is asked', () => {
    expect(forCore({ show: 'failed', range: '24h', id: 3 }, now, 'utc')).toEqual({
      show: 'failed',
      from: now - 86_400_000,
      to: undefined,
    });
    expect(forCore({ from: 5, to: 9 }, now, 'utc')).toEqual({ from: 5, to: 9 });
    expect(beginOf('today', now, 'utc')).toBe(Date.UTC(2026, 10, 21));
    expect(beginOf('today', now, 'Asia/Kolkata')).toBe(Date.UTC(2026, 10, 20, 18, 30));
  });

  it('is said in words', () => {
    expect(timeWords({ range: '7d' }, 'utc')).toBe('Time: last 7 days');
    expect(timeWords({ from: now }, 'utc')).toBe('Time: since Sat 21 Nov 2026, 14:30 UTC');
    expect(timeWords({ to: now }, 'utc')).toBe('Time: before Sat 21 Nov 2026, 14:30 UTC');
    expect(timeWords({}, 'utc')).toBeNull();
  });

  it('is written in fields and read from them', () => {
    expect(toLocal(now, 'utc')).toBe('2026-11-21T14:30');
    expect(fromLocal('2026-11-21T14:30', 'utc')).toBe(Date.UTC(2026, 10, 21, 14, 30));
    expect(fromLocal(toLocal(now, 'mine'), 'mine')).toBe(now - 15_000);
    expect(toLocal(now, 'Asia/Kolkata')).toBe('2026-11-21T20:00');
    expect(fromLocal('2026-11-21T20:00', 'Asia/Kolkata')).toBe(Date.UTC(2026, 10, 21, 14, 30));
    expect([fromLocal('', 'utc'), fromLocal('soon', 'mine')]).toEqual([undefined, undefined]);
  });
});

describe('a chip', () => {
  const field = (key: string) => {
    const found = messageFields.find((each) => each.key === key);
    if (!found) throw new Error(key);
    return found;
  };
  const choices = () => [{ value: 'ep_1', label: 'CRM', count: 3 }];

  it('reads as a sentence', () => {
    expect(chipWords(field('endpoint'), 'ep_1', choices)).toBe('Endpoint: CRM');
    expect(chipWords(field('endpoint'), 'ep_2', () => undefined)).toBe('Endpoint: ep_2');
    expect(chipWords(field('attempts'), 3, choices)).toBe('Attempts ≥ 3');
    expect(chipWords(field('body'), 'diana', choices)).toBe('Body has diana');
  });

  it('offers what occurs, what is usual, and what was typed', () => {
    const values = (typed: string) =>
      matching(field('status'), [{ value: '503', label: '503', count: 1 }], typed).map(({ value }) => value);
    expect(values('')).toEqual(['503', '5xx', '4xx', '3xx', '2xx']);
    expect(values('5')).toEqual(['503', '5xx', '5']);
    expect(values('503')).toEqual(['503']);
  });
});

describe('a view', () => {
  it('is the same whatever the order its filters were chosen in, and whichever row is read', () => {
    expect(searchText({ status: '5xx', endpoint: 'crm', id: 4, body: undefined })).toBe(
      searchText({ endpoint: 'crm', status: '5xx' }),
    );
    expect(searchOfText(searchText({ endpoint: 'crm', range: '7d' }))).toEqual({ endpoint: 'crm', range: '7d' });
  });

  it('that cannot be read any more narrows nothing', () => {
    expect([searchOfText('no json'), searchOfText('[1]'), searchOfText('null')]).toEqual([{}, {}, {}]);
  });
});
