/** A number that leads to the calls it counts. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CallSearch } from './links.ts';
import classes from './overview.module.css';

export function CallsLink({ search, children }: { search: CallSearch; children: ReactNode }) {
  return (
    <Link to="/calls" search={search} className={`${classes.count} num`}>
      {children}
    </Link>
  );
}
