/** A part of the screen: its name, what can be done there, what there is. */
import type { ReactNode } from 'react';
import classes from './health.module.css';

export function Card({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.card} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {tools}
      </header>
      {children}
    </section>
  );
}
