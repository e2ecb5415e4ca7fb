/** One setting: its name, what it does, and how it is set. */
import type { ReactNode } from 'react';
import classes from './settings.module.css';

export function Row({ name, about, children }: { name: string; about: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <div>
        <h3>{name}</h3>
        <p className="dim small">{about}</p>
      </div>
      <div className={classes.value}>{children}</div>
    </div>
  );
}
