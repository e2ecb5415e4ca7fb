/** Failures per hour as a row of small bars, for lists: the shape of it, with the numbers for those who cannot see it. */
import { count } from '../../ui/format.ts';
import classes from './incidents.module.css';

const height = 18;

export function Trend({ hours }: { hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  const sum = hours.reduce((all, each) => all + each, 0);
  const words = `${count(sum)} in the last ${hours.length} hours`;
  return (
    <svg className={classes.spark} role="img" aria-label={words} width={hours.length * 4} height={height}>
      <title>{words}</title>
      {hours.map((each, index) => {
        const tall = each === 0 ? 1 : Math.max(2, Math.round((each / most) * height));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place.
            key={index}
            data-none={each === 0 || undefined}
            x={index * 4}
            y={height - tall}
            width={3}
            height={tall}
          />
        );
      })}
    </svg>
  );
}
