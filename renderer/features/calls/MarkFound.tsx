/** Marks everything that a filter finds, also what is not loaded: says how many before, shows how far it is, and undoes it. */
import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Mark, Marking } from '../../../shared/domain/review.ts';
import { client } from '../../app/client.ts';
import { forCore } from '../../ui/filters/address.ts';
import { count, plural, total } from '../../ui/format.ts';
import { useZone } from '../../ui/preferences.ts';
import { sentence } from '../../ui/sentence.ts';
import { Ended, UnderWay } from '../../ui/Work.tsx';
import classes from './export/export.module.css';
import type { ListedFilter } from './list-queries.ts';

export interface Marked {
  filter: ListedFilter;
  as: Mark;
  /** As far as the list knows. */
  found: Marking['total'];
}

type State =
  | { at: 'asked' }
  | { at: 'marking'; looked: number; total: Marking['total'] }
  | { at: 'marked'; looked: number; stopped: boolean; why?: string }
  | { at: 'undoing'; done: number }
  | { at: 'undone'; undone: number; kept: number; why?: string };

/** So many are undone in one question. */
const undosAtOnce = 500;

const words = {
  reviewed: { title: 'Mark all as reviewed', done: 'marked as reviewed', already: 'reviewed already' },
  flagged: { title: 'Flag all', done: 'flagged', already: 'flagged already' },
} as const;

export function MarkFound({ marked, onClose }: { marked: Marked | null; onClose(): void }) {
  const [busy, setBusy] = useState(false);
  return (
    <Modal
      opened={marked !== null}
      onClose={onClose}
      title={marked ? words[marked.as].title : ''}
      size={480}
      closeOnClickOutside={!busy}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {marked ? <MarkForm marked={marked} onBusy={setBusy} onClose={onClose} /> : null}
    </Modal>
  );
}

function MarkForm({ marked, onBusy, onClose }: { marked: Marked; onBusy(busy: boolean): void; onClose(): void }) {
  const { filter, as, found } = marked;
  const zone = useZone();
  const [state, setState] = useState<State>({ at: 'asked' });
  const undos = useRef<number[]>([]);
  const running = useRef<AbortController>(null);
  // Whoever closes the dialog wants no more of it to happen unseen.
  useEffect(() => () => running.current?.abort(), []);

  const begin = async () => {
    const given = new AbortController();
    running.current = given;
    undos.current = [];
    let looked = 0;
    setState({ at: 'marking', looked, total: found });
    onBusy(true);
    try {
      const input = { filter: forCore(filter, Date.now(), zone), as };
      for await (const step of await client.review.mark(input, { signal: given.signal })) {
        undos.current.push(...step.undos);
        looked = step.looked;
        setState({ at: 'marking', looked, total: step.total });
      }
      setState({ at: 'marked', looked, stopped: given.signal.aborted });
    } catch (error) {
      const stopped = given.signal.aborted;
      setState({ at: 'marked', looked, stopped, ...(stopped ? {} : { why: sentence(error) }) });
    } finally {
      onBusy(false);
    }
  };

  const undo = async () => {
    const given = new AbortController();
    running.current = given;
    let undone = 0;
    let kept = 0;
    onBusy(true);
    try {
      // The last first, so that what was stopped halfway leaves whole pages as they were.
      while (undos.current.length > 0 && !given.signal.aborted) {
        setState({ at: 'undoing', done: undone + kept });
        const some = undos.current.slice(-undosAtOnce);
        const answer = await client.review.undoMany({ undos: some });
        undos.current.length -= some.length;
        undone += answer.undone;
        kept += answer.kept;
      }
      setState({ at: 'undone', undone, kept });
    } catch (error) {
      setState({ at: 'undone', undone, kept, why: sentence(error) });
    } finally {
      onBusy(false);
    }
  };

  const stop = () => running.current?.abort();
  const { done, already } = words[as];
  switch (state.at) {
    case 'asked':
      return (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            void begin();
          }}
        >
          <p className={classes.holds}>
            All {total(found)} {found.count === 1 ? 'call' : 'calls'} found, also those that are not loaded. What is{' '}
            {already} stays as it is. Each call marked becomes an audit entry, and can be undone here when it is done.
          </p>
          <div className={classes.buttons}>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="filled" data-autofocus>
              {as === 'flagged' ? 'Flag' : 'Mark'} {total(found)} {found.count === 1 ? 'call' : 'calls'}
            </Button>
          </div>
        </form>
      );
    case 'marking':
      return (
        <UnderWay
          label="Calls looked at"
          part={state.total.exact && state.total.count > 0 ? state.looked / state.total.count : null}
          stopped="What is marked by then stays so, and can be undone."
          onStop={stop}
        >
          {count(state.looked)} of {total(state.total)} calls
        </UnderWay>
      );
    case 'undoing':
      return (
        <UnderWay label="Calls undone" part={state.done / (state.done + undos.current.length)} onStop={stop}>
          {count(state.done)} of {count(state.done + undos.current.length)} calls undone
        </UnderWay>
      );
    case 'marked': {
      const marks = undos.current.length;
      const rest = state.looked - marks;
      return (
        <Ended
          tone={state.why === undefined ? (state.stopped ? 'hold' : 'good') : 'bad'}
          more={marks > 0 ? <Button onClick={() => void undo()}>Undo</Button> : null}
          onClose={onClose}
        >
          {state.stopped ? 'Stopped. ' : ''}
          {plural(marks, 'call')} {done}
          {rest > 0 ? `; ${count(rest)} ${rest === 1 ? 'was' : 'were'} ${already}` : ''}.
          {state.why === undefined ? '' : ` The others could not be. ${state.why}`}
        </Ended>
      );
    }
    case 'undone': {
      const left = undos.current.length;
      return (
        <Ended
          tone={state.why === undefined ? 'good' : 'bad'}
          more={left > 0 ? <Button onClick={() => void undo()}>Undo the rest</Button> : null}
          onClose={onClose}
        >
          {plural(state.undone, 'call')} as {state.undone === 1 ? 'it was' : 'they were'} before
          {state.kept > 0
            ? `; ${count(state.kept)} changed again since, and ${state.kept === 1 ? 'was' : 'were'} left`
            : ''}
          .{state.why === undefined ? '' : ` ${state.why}`}
        </Ended>
      );
    }
  }
}
