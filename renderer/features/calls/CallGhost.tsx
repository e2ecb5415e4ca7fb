/** The outline of a call that is on its way. */
import { Skeleton } from '@mantine/core';
import classes from './calls.module.css';

export function CallGhost() {
  return (
    <div className={classes.view} aria-busy="true">
      <div className={classes.top}>
        <Skeleton height={20} width={220} mt={6} />
        <Skeleton height={12} width={320} mt={10} />
        <Skeleton height={22} width={260} mt={12} radius="xl" />
        <Skeleton height={110} mt={14} mb={14} />
      </div>
      <div className={classes.content}>
        {[70, 50, 64, 40].map((width) => (
          <Skeleton key={width} height={32} width={`${width}%`} mb={12} radius={10} />
        ))}
      </div>
    </div>
  );
}
