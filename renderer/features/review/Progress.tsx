/** How far the day's goal is reached. */
import type { QueueStanding } from '../../../shared/domain/review.ts';
import classes from './review.module.css';
import { progressWords } from './walk.ts';

export function Progress({ queue }: { queue: QueueStanding }) {
  const { goal, today } = queue;
  return (
    <span className={classes.progress}>
      {goal === null ? null : (
        <span
          className={classes.bar}
          role="progressbar"
          aria-label="Reviewed today"
          aria-valuemin={0}
          aria-valuemax={goal}
          aria-valuenow={Math.min(today, goal)}
          data-full={today >= goal || undefined}
        >
          <i style={{ transform: `scaleX(${Math.min(1, today / goal)})` }} />
        </span>
      )}
      <span className="num">{progressWords(queue)}</span>
    </span>
  );
}
