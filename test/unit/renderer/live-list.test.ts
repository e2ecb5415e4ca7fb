import { describe, expect, it } from 'vitest';
import { appendPage, firstPage, isUnfinished, mergeHead } from '../../../renderer/ui/merge.ts';
import { between, neighbour } from '../../../renderer/ui/neighbour.ts';
import type { Page } from '../../../shared/contract/index.ts';

interface Row {
  id: number;
  state: string;
}

const row = (id: number, state = 'failed'): Row => ({ id, state });
const page = (ids: number[], next?: string): Page<Row> => ({
  rows: ids.map((id) => row(id)),
  next,
  total: { count: 1000, exact: false },
});
const ids = (list: { rows: Row[] }) => list.rows.map((each) => each.id);

describe('a live list', () => {
  const loaded = appendPage(firstPage(page([9, 8, 7], 'after 7')), page([6, 5, 4], 'after 4'));

  it('continues where the last page ended', () => {
    expect(ids(loaded)).toEqual([9, 8, 7, 6, 5, 4]);
    expect(loaded.next).toBe('after 4');
  });

  it('lets new rows in at the top and keeps what is below', () => {
    const merged = mergeHead(loaded, page([11, 10, 9], 'after 9'), false);
    expect(ids(merged)).toEqual([11, 10, 9, 8, 7, 6, 5, 4]);
    expect(merged.next).toBe('after 4');
    expect(merged.waiting.count).toBe(0);
  });

  it('holds new rows back while someone reads, and counts them', () => {
    const merged = mergeHead(loaded, page([11, 10, 9], 'after 9'), true);
    expect(ids(merged)).toEqual([9, 8, 7, 6, 5, 4]);
    expect(merged.waiting).toEqual({ count: 2, more: false });
  });

  it('changes known rows in place also while holding', () => {
    const head = { ...page([10, 9, 8], 'after 8'), rows: [row(10), row(9, 'recovered'), row(8)] };
    expect(mergeHead(loaded, head, true).rows[0]).toEqual(row(9, 'recovered'));
  });

  it('drops rows that no longer match the filter', () => {
    expect(ids(mergeHead(loaded, page([9, 7, 6], 'after 6'), false))).toEqual([9, 7, 6, 5, 4]);
    expect(ids(mergeHead(loaded, page([9, 7, 6], 'after 6'), true))).toEqual([9, 7, 6, 5, 4]);
  });

  it('takes rows that belong in between, but not while someone reads below them', () => {
    const odd = firstPage(page([90, 80, 70], 'after 70'));
    const head = page([90, 85, 80], 'after 80');
    expect(ids(mergeHead(odd, head, false))).toEqual([90, 85, 80, 70]);
    const held = mergeHead(odd, head, true);
    expect([ids(held), held.waiting.count]).toEqual([[90, 80, 70], 1]);
  });

  it('leaves a row that rose in its place while someone reads, and loses none', () => {
    const risen = page([6, 9, 8], 'after 8');
    expect(ids(mergeHead(loaded, risen, true))).toEqual([9, 8, 7, 6, 5, 4]);
    expect(ids(mergeHead(loaded, risen, false))).toEqual([6, 9, 8, 7, 5, 4]);
  });

  it('fills up with what follows when rows above have gone', () => {
    const merged = mergeHead(firstPage(page([9, 8, 7], 'after 7')), page([9, 7, 6], 'after 6'), true);
    expect([ids(merged), merged.waiting.count]).toEqual([[9, 7, 6], 0]);
  });

  it('starts over when everything at the top is new, but only once it is let in', () => {
    const head = page([30, 29, 28], 'after 28');
    const held = mergeHead(loaded, head, true);
    expect(ids(held)).toEqual([9, 8, 7, 6, 5, 4]);
    expect(held.waiting).toEqual({ count: 3, more: true });
    const shown = mergeHead(held, head, false);
    expect(ids(shown)).toEqual([30, 29, 28]);
    expect(shown.next).toBe('after 28');
  });

  it('becomes empty when nothing matches any more', () => {
    expect(ids(mergeHead(loaded, page([]), true))).toEqual([]);
  });

  it('keeps the end of a list that fits one page', () => {
    const short = firstPage(page([2, 1]));
    const merged = mergeHead(short, page([3, 2, 1]), false);
    expect([ids(merged), merged.next]).toEqual([[3, 2, 1], undefined]);
  });

  it('finds the rest again when a short list outgrows its page', () => {
    const short = firstPage(page([2, 1]));
    const merged = mergeHead(short, page([4, 3, 2], 'after 2'), false);
    expect([ids(merged), merged.next]).toEqual([[4, 3, 2, 1], undefined]);
  });

  it('does not show a row twice when pages overlap', () => {
    expect(ids(appendPage(loaded, page([4, 3])))).toEqual([9, 8, 7, 6, 5, 4, 3]);
  });
});

describe('a list that core looks through so many rows at a time', () => {
  const cut = (found: number[], searchedTo: number): Page<Row> => ({
    ...page(found, `after ${searchedTo}`),
    searchedTo,
  });

  it('goes on by itself until it fills a screen or has come to the end', () => {
    const begun = firstPage(cut([], 900));
    expect(isUnfinished(begun)).toBe(true);
    expect(isUnfinished(appendPage(begun, page([3])))).toBe(false);
    const many = Array.from({ length: 50 }, (_, n) => 1000 - n);
    expect(isUnfinished(appendPage(begun, cut(many, 800)))).toBe(false);
    expect(isUnfinished(firstPage(page([9, 8], 'after 8')))).toBe(false);
    expect(isUnfinished(undefined)).toBe(false);
  });

  it('does not begin again with every change while nothing is found', () => {
    const looked = appendPage(firstPage(cut([], 900)), cut([], 300));
    const merged = mergeHead(looked, cut([], 910), false);
    expect([merged.next, merged.searchedTo]).toEqual(['after 300', 300]);
  });

  it('stays at its end when that is reached, and takes what is new', () => {
    const ended = appendPage(firstPage(cut([], 900)), page([]));
    expect(mergeHead(ended, cut([], 910), false).next).toBeUndefined();
    const found = mergeHead(ended, cut([950], 910), false);
    expect([ids(found), found.next, found.searchedTo]).toEqual([[950], undefined, undefined]);
  });

  it('keeps what was found further back, and holds new rows above it', () => {
    const list = appendPage(firstPage(cut([], 900)), cut([400], 300));
    expect(ids(mergeHead(list, cut([950], 910), false))).toEqual([950, 400]);
    const held = mergeHead(list, cut([950], 910), true);
    expect([ids(held), held.waiting.count, held.next]).toEqual([[400], 1, 'after 300']);
  });
});

describe('stepping through a list', () => {
  const rows = [{ id: 5 }, { id: 4 }, { id: 3 }];

  it('goes from row to row and stops at the ends', () => {
    expect([neighbour(rows, 5, 0, 1), neighbour(rows, 3, 2, 1), neighbour(rows, 5, 0, -1)]).toEqual([1, 2, 0]);
  });

  it('begins at the first row', () => {
    expect(neighbour(rows, undefined, 0, 1)).toBe(0);
  });

  it('goes on from the place of a row that has left', () => {
    expect(neighbour(rows, 99, 1, 1)).toBe(1);
    expect(neighbour(rows, 99, 1, -1)).toBe(0);
    expect(neighbour(rows, 99, 3, 1)).toBe(2);
  });
});

describe('a range of rows', () => {
  const rows = [{ id: 5 }, { id: 4 }, { id: 3 }, { id: 2 }];

  it('takes both ends in, whichever comes first', () => {
    expect([between(rows, 4, 2), between(rows, 2, 4), between(rows, 3, 3)]).toEqual([[4, 3, 2], [4, 3, 2], [3]]);
  });

  it('is one row where the other end has left the list', () => {
    expect(between(rows, 99, 4)).toEqual([4]);
  });
});
