/** How every chart looks: a light grid, quiet axes, no movement. */
import { type Zone, zoneName } from './format.ts';

const tick = { fill: 'var(--text-3)', fontSize: 12 };

export const axes = {
  margin: { top: 6, right: 4, bottom: 0, left: 0 },
  x: { tick, axisLine: { stroke: 'var(--line-strong)' }, tickLine: false },
  y: { tick, tickCount: 3, axisLine: false, tickLine: false, width: 40 },
} as const;

export const tooltipLook = {
  isAnimationActive: false,
  contentStyle: {
    background: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: 6,
    fontSize: 12,
  },
  itemStyle: { padding: 0 },
} as const;

/** One tick where each day begins in this zone, for points of an hour each, oldest first: `Sat 21`. */
export function dayTicks(hours: readonly { at: number }[], zone: Zone) {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: zoneName(zone) });
  const begins = ({ at }: { at: number }, index: number) => {
    const before = hours[index - 1];
    return before !== undefined && day.format(before.at) !== day.format(at);
  };
  return { ticks: hours.filter(begins).map(({ at }) => at), tickFormatter: (at: number) => day.format(at) };
}
