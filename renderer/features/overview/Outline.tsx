/** The page's shape while it is being read, so that nothing jumps when it is there. */
import { Skeleton } from '@mantine/core';
import { chartHeight } from './ChartPanel.tsx';
import classes from './overview.module.css';

const figures = 5;
const panels = 6;
/** A chart with its title and series. */
const panelHeight = chartHeight + 74;

export function Outline() {
  return (
    <div aria-hidden>
      <div className={classes.figures}>
        {Array.from({ length: figures }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an outline is its place.
          <div key={at} className={classes.figure}>
            <Skeleton height={70} radius={4} />
          </div>
        ))}
      </div>
      <div className={classes.pair}>
        {Array.from({ length: panels }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an outline is its place.
          <Skeleton key={at} height={panelHeight} radius={6} />
        ))}
      </div>
    </div>
  );
}
