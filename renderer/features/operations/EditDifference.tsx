/** What an operator changed in a message: the original struck out, beside what goes or went out. */
import type { RenderedRequest } from '../../../shared/domain/operation.ts';
import { RequestDifference } from '../webhooks/Difference.tsx';
import classes from './operations.module.css';

export function EditDifference({ from, to }: { from: RenderedRequest; to: RenderedRequest }) {
  return (
    <section aria-label="What was edited">
      <h3 className={classes.title}>
        Against the original <span className="faint">struck out: as it was</span>
      </h3>
      <RequestDifference from={from} to={to} />
    </section>
  );
}
