/** Shown in place of a page while core brings the mirror up to date after an update: what is done, how far it is, and that one may wait. */
import { Progress } from '@mantine/core';
import { IconDatabaseCog } from '@tabler/icons-react';
import type { Opening } from '../../shared/domain/opening.ts';
import { count, plural } from '../ui/format.ts';
import { Empty } from '../ui/Notices.tsx';
import classes from './Frame.module.css';

export function OpeningScreen({ opening: { done, of } }: { opening: Opening }) {
  return (
    <Empty
      icon={IconDatabaseCog}
      title="Bringing the mirror up to date"
      action={
        <div className={classes.opening}>
          <Progress value={(done / of) * 100} aria-label="Events read" />
          <p className="num dim" role="status">
            {openingWords({ done, of })}
          </p>
        </div>
      }
    >
      After this update Aftercall reads once more everything it has received. Nothing is lost, and the console opens by
      itself when it is done.
    </Empty>
  );
}

export const openingWords = ({ done, of }: Opening): string => `${count(done)} of ${plural(of, 'event')}`;
