import { describe, expect, it } from 'vitest';
import { rulerScale, thinned, together } from '../../../renderer/features/calls/ruler.ts';

const start = 1_000_000_000;
const end = start + 161_000;

describe('the ruler', () => {
  it('is linear before the hangup', () => {
    const { x, split } = rulerScale(start, end, [end + 5000]);
    expect(x(start)).toBe(0);
    expect(x(start + 80_500)).toBeCloseTo(split / 2);
    expect(x(end)).toBeCloseTo(split);
  });

  it('gives seconds and days after it room on the same axis', () => {
    const { x, split } = rulerScale(start, end, [end + 1000, end + 3 * 86_400_000]);
    const afterSecond = x(end + 1000);
    const afterDays = x(end + 3 * 86_400_000);
    expect(afterSecond).toBeGreaterThan(split + 0.02);
    expect(afterDays).toBeLessThan(1);
    expect(afterDays).toBeGreaterThan(0.9);
    expect(x(end + 60_000)).toBeLessThan(x(end + 3_600_000));
  });

  it('belongs to the call alone when nothing came after', () => {
    const { split, ticks } = rulerScale(start, end, []);
    expect(split).toBeGreaterThan(0.9);
    expect(ticks.every((tick) => !tick.after)).toBe(true);
  });

  it('survives a call without length and times from before its start', () => {
    const { x, ticks } = rulerScale(end, end, [end + 1000]);
    expect([x(end - 5000), x(end)]).toEqual([0, 0]);
    expect(ticks.every((tick) => Number.isFinite(tick.x))).toBe(true);
  });

  it('keeps its ticks apart', () => {
    const { ticks } = rulerScale(start, end, [end + 400 * 86_400_000]);
    const places = ticks.filter((tick) => tick.after).map((tick) => tick.x);
    for (const [index, place] of places.entries()) {
      if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThan(0.05);
    }
    expect(ticks.at(-1)?.label).toBe('+100 d');
  });

  it('drops the ticks whose labels would cover one another', () => {
    const { ticks } = rulerScale(start, end, [end + 400 * 86_400_000]);
    const labels = (widthPx: number) => thinned(ticks, widthPx).map((tick) => tick.label);
    expect(labels(1000)).toEqual(ticks.map((tick) => tick.label));
    const few = thinned(ticks, 150);
    expect(few.length).toBeLessThan(ticks.length);
    expect(few[0]?.label).toBe('0:00');
    for (const [index, tick] of few.entries()) {
      const before = few[index - 1];
      if (before) expect((tick.x - before.x) * 150).toBeGreaterThan(25);
    }
  });

  it('groups what would cover one another, in the order of time', () => {
    const groups = together([{ at: 30 }, { at: 1 }, { at: 2 }, { at: 11 }], (at) => at / 100, 0.1);
    expect(groups).toEqual([[{ at: 1 }, { at: 2 }], [{ at: 11 }], [{ at: 30 }]]);
  });
});
