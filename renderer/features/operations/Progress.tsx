/** An operation under way or ended, item by item. */
import { Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type OperationDetail, type OperationItem, targetId } from '../../../shared/domain/operation.ts';
import { duration } from '../../ui/format.ts';
import { asSentence } from '../../ui/sentence.ts';
import { State } from '../../ui/Words.tsx';
import classes from './operations.module.css';
import { resultWords } from './words.ts';

interface ProgressProps {
  operation: OperationDetail;
  onLeave?: () => void;
}

export function Progress({ operation, onLeave }: ProgressProps) {
  return (
    <ol className={classes.items} aria-label="Items" aria-live="polite">
      {operation.items.map((item) => (
        <ItemProgress key={item.id} item={item} operation={operation} onLeave={onLeave} />
      ))}
    </ol>
  );
}

function ItemProgress({
  item,
  operation,
  onLeave,
}: {
  item: OperationItem;
  operation: OperationDetail;
  onLeave: (() => void) | undefined;
}) {
  const { target } = item;
  const recovered = item.state === 'succeeded' && operation.mode !== 'other url';
  const took = item.startedAt !== null && item.finishedAt !== null ? item.finishedAt - item.startedAt : null;
  return (
    <li className={classes.item}>
      <p className={classes.itemHead}>
        {item.state === 'running' ? <Loader size={14} aria-hidden /> : null}
        <State chip state={recovered ? 'recovered' : item.state} />
        <span className="mono cut">{targetId(target)}</span>
        <span className="faint num">{took === null ? '' : duration(took)}</span>
      </p>
      <p className="wrap">{asSentence(item.result === null ? waiting(item) : resultWords(item.result))}</p>
      {item.state === 'unknown' ? (
        <p className="dim">It may have taken effect. Check with the receiver before sending it again.</p>
      ) : null}
      <p className={classes.links}>
        {target.kind === 'message' ? (
          <Link to="/webhooks/$id" params={{ id: target.id }} onClick={() => onLeave?.()}>
            The message
          </Link>
        ) : target.kind === 'run' ? (
          <Link to="/chains/$id" params={{ id: target.id }} onClick={() => onLeave?.()}>
            The run
          </Link>
        ) : null}
        {item.callKey === null ? null : (
          <Link to="/calls/$id" params={{ id: item.callKey }} onClick={() => onLeave?.()}>
            The call
          </Link>
        )}
      </p>
    </li>
  );
}

function waiting(item: OperationItem): string {
  if (item.state === 'running') return 'Waiting for the answer…';
  if (item.state === 'planned') return 'Not started yet.';
  return '';
}
