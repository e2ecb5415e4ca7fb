/** How far an operation on many is: outcomes as one bar with its words, the rate, and the time that is left. */
import type { OperationDetail, OperationRow } from '../../../shared/domain/operation.ts';
import { count, duration, nothing, plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { Ago } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import many from './bulk.module.css';
import { ended, isOver, shares, wholeSeconds } from './bulk.ts';
import classes from './operations.module.css';
import { resultWords, tally, things } from './words.ts';

/** Colours mean outcomes; what is not begun is the ground of the bar. */
export function OutcomeBar({ row, slim }: { row: Pick<OperationRow, 'counts' | 'total'>; slim?: boolean }) {
  const words = tally(row.counts).map((part) => part.word);
  return (
    <div className={many.bar} data-slim={slim || undefined} role="img" aria-label={words.join(', ')}>
      {shares(row).map(({ state, share, count: number }) => (
        <i key={state} data-state={state} style={{ width: `${share * 100}%` }} title={`${count(number)} ${state}`} />
      ))}
    </div>
  );
}

export function Standing({ operation }: { operation: OperationDetail }) {
  const { state, total, ratePerS, secondsLeft, kind } = operation;
  const done = ended(operation);
  const { startedAt, finishedAt } = operation;
  const took = startedAt !== null && finishedAt !== null ? finishedAt - startedAt : null;
  return (
    <section className={many.standing} aria-label="Progress">
      <dl className={many.numbers}>
        <div>
          <dd className="num">{count(done)}</dd> <dt>of {things(kind, total)} ended</dt>
        </div>
        {isOver(state) ? null : (
          <div>
            <dd className="num">{ratePerS === null ? nothing : count(Math.round(ratePerS * 10) / 10)}</dd>
            <dt>per second</dt>
          </div>
        )}
        <div>
          <dd className="num">
            {isOver(state) ? duration(took) : secondsLeft === null ? nothing : wholeSeconds(secondsLeft)}
          </dd>
          <dt>{isOver(state) ? 'in all' : 'left'}</dt>
        </div>
      </dl>
      <OutcomeBar row={operation} />
      <p className={many.legend}>
        {tally(operation.counts).map((part) => (
          <State key={part.state} state={part.state} word={part.word} />
        ))}
      </p>
    </section>
  );
}

/** Why it stands still or is held back, and what somebody can do about it. */
export function Why({ operation }: { operation: OperationDetail }) {
  const { state, why } = operation;
  if (state === 'waiting') {
    return (
      <Note tone="hold" role="status">
        <b>{why ?? 'The canary is done.'}</b> Check the results, then go on with the rest or abort.
      </Note>
    );
  }
  if (state === 'paused') {
    return (
      <Note tone="hold" role="status">
        <b>{why ?? 'Paused.'}</b> Nothing more starts until somebody resumes it.
      </Note>
    );
  }
  if (state === 'interrupted') {
    return (
      <Note tone="unsure" role="status">
        <b>Interrupted.</b> {why ?? 'Aftercall ended while the last items were in flight: their outcome is unknown.'}
      </Note>
    );
  }
  if (state === 'planned') {
    return (
      <Note tone="wait">
        <b>Planned, not started.</b> Nothing was sent. To run it, plan it again where the messages or runs are listed;
        this plan can be discarded.
      </Note>
    );
  }
  return why ? <Note tone="wait">{why}</Note> : null;
}

export function Errors({ operation }: { operation: OperationDetail }) {
  if (operation.errors.length === 0) return null;
  return (
    <section aria-label="Last errors">
      <h3 className={classes.title}>
        Last errors <span className="faint">what did not succeed, grouped</span>
      </h3>
      <ul className={many.errors}>
        {operation.errors.map((error) => (
          <li key={error.message}>
            <span className="num" title={plural(error.count, 'item')}>
              {count(error.count)} ×
            </span>
            <bdi className="wrap">{resultWords(error.message)}</bdi>
            <span className="faint">
              <Ago at={error.lastAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
