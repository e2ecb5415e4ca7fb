/** An export under way, and what became of it. */
import { Button, Progress } from '@mantine/core';
import { bytes, count, plural, total } from '../../../ui/format.ts';
import { Note } from '../../../ui/Notices.tsx';
import classes from './export.module.css';
import type { ExportState } from './useExport.ts';

interface ExportProgressProps {
  state: Exclude<ExportState, { at: 'start' }>;
  onStop(): void;
  onAgain(): void;
  onClose(): void;
}

export function ExportProgress({ state, onStop, onAgain, onClose }: ExportProgressProps) {
  if (state.at === 'writing') {
    const { calls } = state;
    const known = state.total?.exact && state.total.count > 0 ? state.total.count : null;
    return (
      <div className={classes.form}>
        <Progress
          value={known === null ? 100 : Math.min(100, (calls / known) * 100)}
          animated={known === null}
          aria-label="Calls written"
        />
        <p role="status" className="num">
          {count(calls)} {state.total ? `of ${total(state.total)} ` : ''}calls written
        </p>
        <div className={classes.buttons}>
          <Button onClick={onStop}>Stop</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.form}>
      {state.at === 'done' ? (
        <Note tone="good" role="status">
          {plural(state.calls, 'call')} saved as {state.name}, {bytes(state.bytes)}.
        </Note>
      ) : state.at === 'stopped' ? (
        <Note tone="hold" role="status">
          Stopped. No file was kept.
        </Note>
      ) : (
        <Note tone="bad" role="alert">
          {state.why}
        </Note>
      )}
      <div className={classes.buttons}>
        <Button onClick={onAgain}>{state.at === 'done' ? 'Export once more' : 'Try again'}</Button>
        <Button variant="filled" onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </div>
  );
}
