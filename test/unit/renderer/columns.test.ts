/** Columns as the operator arranged them, and as they are drawn. */
import { describe, expect, it } from 'vitest';
import { arranged, gridTemplate, leastTableWidth, usualLayout } from '../../../renderer/ui/table/arrange.ts';
import {
  layoutOfText,
  layoutText,
  movedBy,
  movedTo,
  withColumn,
  withWidth,
} from '../../../renderer/ui/table/layout.ts';

const columns = [
  { id: 'ended', width: 100 },
  { id: 'customer', width: 180, grow: 3 },
  { id: 'agent', width: 110, grow: 1, from: 800 },
  { id: 'short', width: 60, until: 500 },
  { id: 'score', width: 70, optional: true as const },
];
const known = columns.map(({ id }) => id);
const layout = { shown: ['ended', 'agent', 'score'], widths: { agent: 220 } };
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('an arrangement', () => {
  it('is kept as a short text', () => {
    expect(layoutText(layout)).toBe('ended~agent.220~score');
    expect(layoutOfText('ended~agent.220~score', known)).toEqual(layout);
  });

  it('leaves out what is not known any more, or there twice', () => {
    expect(layoutOfText('gone~ended~ended.300~agent.x', known)).toEqual({ shown: ['ended', 'agent'], widths: {} });
    expect([layoutOfText('gone', known), layoutOfText('', known), layoutOfText(undefined, known)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('keeps widths within what can be used', () => {
    expect(layoutOfText('ended.1~agent.9999', known)?.widths).toEqual({ ended: 48, agent: 1200 });
    expect(withWidth(layout, 'ended', 3.4).widths).toEqual({ agent: 220, ended: 48 });
    expect(withWidth(layout, 'agent', null).widths).toEqual({});
  });

  it('takes columns in and out, but never the last one', () => {
    expect(withColumn(layout, 'customer', true).shown).toEqual(['ended', 'agent', 'score', 'customer']);
    expect(withColumn(layout, 'agent', true)).toBe(layout);
    expect(withColumn(layout, 'agent', false).shown).toEqual(['ended', 'score']);
    const last = { shown: ['ended'], widths: {} };
    expect(withColumn(last, 'ended', false)).toBe(last);
  });

  it('moves columns, and not over the edge', () => {
    expect(movedBy(layout, 'agent', -1).shown).toEqual(['agent', 'ended', 'score']);
    expect(movedBy(layout, 'ended', -1).shown).toEqual(layout.shown);
    expect(movedBy(layout, 'score', 1).shown).toEqual(layout.shown);
    expect(movedTo(layout, 'ended', 2).shown).toEqual(['agent', 'score', 'ended']);
    expect(movedTo(layout, 'gone', 0)).toBe(layout);
  });
});

describe('the columns that are drawn', () => {
  it('leave by rank where nobody arranged them', () => {
    expect(ids(arranged(columns, null, 900))).toEqual(['ended', 'customer', 'agent']);
    expect(ids(arranged(columns, null, 400))).toEqual(['ended', 'customer', 'short']);
    expect(usualLayout(columns).shown).toEqual(['ended', 'customer', 'agent', 'short']);
  });

  it('stay where somebody did, however narrow it gets', () => {
    expect(ids(arranged(columns, layout, 200))).toEqual(['ended', 'agent', 'score']);
    expect(leastTableWidth(arranged(columns, layout, 200), layout)).toBe(100 + 220 + 70);
  });

  it('grow until they are sized, and the last one fills the table where none grows', () => {
    expect(gridTemplate(arranged(columns, null, 900), null)).toBe('100px minmax(180px, 3fr) minmax(110px, 1fr)');
    expect(gridTemplate(arranged(columns, layout, 900), layout)).toBe('100px 220px minmax(70px, 1fr)');
  });
});
