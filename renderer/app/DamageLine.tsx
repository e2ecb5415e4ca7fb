/** Says that the mirror is damaged, and where the way out is. */
import { Link } from '@tanstack/react-router';
import type { Status } from '../../shared/contract/index.ts';
import classes from './Frame.module.css';

export function DamageLine({ status }: { status: Status | undefined }) {
  if (!status?.damaged) return null;
  return (
    <div className={classes.banner} role="alert">
      <span>
        The mirror is damaged: parts of what you see may be missing. <Link to="/health">Recover it on Health</Link>
      </span>
    </div>
  );
}
