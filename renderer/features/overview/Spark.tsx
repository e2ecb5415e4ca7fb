/** The course of a number beside it, as a line; a hole where there was nothing. Its numbers stand in the charts. */
import classes from './overview.module.css';

const width = 88;
const height = 24;

export function Spark({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const least = Math.min(...known);
  const most = Math.max(...known);
  const x = (index: number) => (index / Math.max(1, values.length - 1)) * (width - 2) + 1;
  const y = (value: number) =>
    most === least ? height / 2 : height - 2 - ((value - least) / (most - least)) * (height - 4);
  const steps = values.map((value, index) =>
    value === null
      ? ''
      : `${(values[index - 1] ?? null) === null ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`,
  );
  return (
    <svg className={classes.spark} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      <path d={steps.join('')} />
    </svg>
  );
}
