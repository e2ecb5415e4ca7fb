/** The drawing of the overview's charts: counts as bars, lengths as lines. Loaded when first needed. */
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  type MouseHandlerDataParam,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Stretch } from '../../../shared/domain/overview.ts';
import { axes, tooltipLook } from '../../ui/chart.ts';
import { callLength, count, shortCount } from '../../ui/format.ts';

/** Room for the words below the bars. */
const wordsHeight = 20;

/** The lighter colours are no colours for words. */
const tooltip = { ...tooltipLook, itemStyle: { ...tooltipLook.itemStyle, color: 'var(--text)' } };

export interface Ticks {
  ticks: number[];
  tickFormatter(at: number): string;
}

export interface Drawn<T extends Stretch> {
  name: string;
  colour: string;
  value(bar: T): number | null;
}

interface ChartProps<T extends Stretch> {
  bars: readonly T[];
  series: readonly Drawn<T>[];
  ticks: Ticks;
  /** What a bar stands for. */
  label(bar: T): string;
}

/** Bars that stand on one another. `onOpen`: one of a series was clicked. */
export function Counts<T extends Stretch>(props: ChartProps<T> & { onOpen(bar: T, series: number): void }) {
  const { bars, series, ticks, label } = props;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...bars]} margin={axes.margin} barCategoryGap="12%" style={{ cursor: 'pointer' }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="from" {...ticks} {...axes.x} interval={0} height={wordsHeight} />
        <YAxis allowDecimals={false} tickFormatter={shortCount} {...axes.y} />
        <Tooltip
          {...tooltip}
          labelFormatter={labelOf(bars, label)}
          formatter={(n) => count(Number(n))}
          cursor={{ fill: 'var(--hover)' }}
        />
        {series.map(({ name, colour, value }, index) => (
          <Bar
            key={name}
            dataKey={value}
            name={name}
            fill={colour}
            stackId="all"
            isAnimationActive={false}
            onClick={(_data, at) => {
              const bar = bars[at];
              if (bar) props.onOpen(bar, index);
            }}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

export function Lines<T extends Stretch>(props: ChartProps<T> & { onOpen(bar: T): void }) {
  const { bars, series, ticks, label } = props;
  const open = ({ activeTooltipIndex }: MouseHandlerDataParam) => {
    const bar = bars[Number(activeTooltipIndex ?? -1)];
    if (bar) props.onOpen(bar);
  };
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={[...bars]} margin={axes.margin} onClick={open} style={{ cursor: 'pointer' }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="from" {...ticks} {...axes.x} interval={0} height={wordsHeight} />
        <YAxis tickFormatter={(ms: number) => callLength(ms)} {...axes.y} width={64} />
        <Tooltip {...tooltip} labelFormatter={labelOf(bars, label)} formatter={(ms) => callLength(Number(ms))} />
        {series.map(({ name, colour, value }) => (
          <Line
            key={name}
            dataKey={value}
            name={name}
            stroke={colour}
            strokeWidth={1.5}
            dot={bars.length > 40 ? false : { r: 1.5, strokeWidth: 0, fill: colour }}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

function labelOf<T extends Stretch>(bars: readonly T[], label: (bar: T) => string) {
  const byStart = new Map(bars.map((bar) => [bar.from, bar]));
  return (from: unknown): string => {
    const bar = byStart.get(Number(from));
    return bar ? label(bar) : '';
  };
}
