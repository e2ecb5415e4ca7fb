/** An export under way, and what became of it. */
import { Button } from '@mantine/core';
import { bytes, count, plural, total } from '../../../ui/format.ts';
import { Ended, UnderWay } from '../../../ui/Work.tsx';
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
      <UnderWay label="Calls written" part={known === null ? null : calls / known} onStop={onStop}>
        {count(calls)} {state.total ? `of ${total(state.total)} ` : ''}calls written
      </UnderWay>
    );
  }
  const again = <Button onClick={onAgain}>{state.at === 'done' ? 'Export again' : 'Try again'}</Button>;
  return (
    <Ended tone={state.at === 'done' ? 'good' : state.at === 'stopped' ? 'hold' : 'bad'} more={again} onClose={onClose}>
      {state.at === 'done'
        ? `${plural(state.calls, 'call')} saved as ${state.name}, ${bytes(state.bytes)}.`
        : state.at === 'stopped'
          ? 'Stopped. No file was kept.'
          : state.why}
    </Ended>
  );
}
