/**
 * One time axis for a call and all that came after it. Before the hangup it is linear; after it, logarithmic, because webhooks and
 * chains follow within seconds and an operator's resend may come days later.
 */
import { offset } from '../../ui/format.ts';

export interface RulerScale {
  /** Where the hangup stands, 0–1. */
  split: number;
  /** Epoch milliseconds → 0–1. */
  x(at: number): number;
  /** The moment at a place of the axis, 0–1; the inverse of `x`. */
  at(x: number): number;
  ticks: { x: number; label: string; after: boolean }[];
}

const margin = 0.02;
const leastAfterMs = 10_000;
const afterTicks = [
  [1_000, '+1 s'],
  [10_000, '+10 s'],
  [60_000, '+1 m'],
  [600_000, '+10 m'],
  [3_600_000, '+1 h'],
  [86_400_000, '+1 d'],
  [864_000_000, '+10 d'],
  [8_640_000_000, '+100 d'],
] as const;
const callSteps = [5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200].map((seconds) => seconds * 1000);

/** `later` are the times of everything after the hangup; with none of them the whole axis is the call's. */
export function rulerScale(startedAt: number, endedAt: number, later: readonly number[]): RulerScale {
  const lengthMs = Math.max(0, endedAt - startedAt);
  const lastMs = later.reduce((last, at) => Math.max(last, at - endedAt), 0);
  const hasAfter = lastMs > 0;
  const split = !hasAfter ? 1 - margin : lengthMs === 0 ? 0.06 : 0.52;
  const span = Math.log1p(Math.max(lastMs, leastAfterMs) / 1000);

  const x = (at: number) => {
    if (at <= endedAt || !hasAfter) return lengthMs === 0 ? 0 : clamp((at - startedAt) / lengthMs) * split;
    return split + clamp(Math.log1p((at - endedAt) / 1000) / span) * (1 - split - margin);
  };

  const at = (place: number) => {
    if (place <= split || !hasAfter) return startedAt + (split === 0 ? 0 : clamp(place / split) * lengthMs);
    return endedAt + Math.expm1(clamp((place - split) / (1 - split - margin)) * span) * 1000;
  };

  const ticks: RulerScale['ticks'] = [];
  const step = callSteps.find((each) => lengthMs / each <= 4) ?? callSteps.at(-1) ?? lengthMs;
  for (let at = 0; lengthMs > 0 && at < lengthMs - step / 3; at += step) {
    ticks.push({ x: x(startedAt + at), label: offset(at), after: false });
  }
  if (hasAfter) {
    for (const [ms, label] of afterTicks) {
      if (ms > Math.max(lastMs, leastAfterMs)) break;
      const at = x(endedAt + ms);
      const before = ticks.at(-1);
      if (at - split > 0.035 && (!before?.after || at - before.x > 0.055)) ticks.push({ x: at, label, after: true });
    }
  }
  return { split, x, at, ticks };
}

const digitPx = 6.5;
const gapPx = 8;

/** The ticks whose labels find room on an axis of this many pixels, the earlier ones first. */
export function thinned(ticks: RulerScale['ticks'], widthPx: number): RulerScale['ticks'] {
  let taken = Number.NEGATIVE_INFINITY;
  return ticks.filter((tick) => {
    const half = (tick.label.length * digitPx) / 2;
    const middle = Math.min(Math.max(tick.x * widthPx, half), widthPx - half);
    if (middle - half < taken) return false;
    taken = middle + half + gapPx;
    return true;
  });
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}

/** Things so near each other that they would cover one another stand together, in the order of their times. */
export function together<T extends { at: number }>(
  things: readonly T[],
  x: (at: number) => number,
  apart: number,
): T[][] {
  const groups: { from: number; members: T[] }[] = [];
  for (const thing of things.toSorted((a, b) => a.at - b.at)) {
    const at = x(thing.at);
    const last = groups.at(-1);
    if (last && at - last.from < apart) last.members.push(thing);
    else groups.push({ from: at, members: [thing] });
  }
  return groups.map((group) => group.members);
}
