/** How much of what was said is kept for listening offline. */
import { Switch } from '@mantine/core';
import type { Settings } from '../../../shared/domain/settings.ts';
import { Count } from './inputs.tsx';
import { Row } from './Row.tsx';

type RecordingSettings = Settings['recordings'];
interface RecordingsProps {
  now: RecordingSettings;
  change(part: Partial<RecordingSettings>): void;
}

export function Recordings({ now, change }: RecordingsProps) {
  return (
    <>
      <Row name="Room for recordings" about="Beyond it, those that were not played for the longest time go first.">
        <Count
          label="Megabytes for recordings"
          min={0}
          max={1_000_000}
          value={now.cacheMb}
          onChange={(cacheMb) => cacheMb !== null && change({ cacheMb })}
        />
        MB
      </Row>
      <Row name="Fetch ahead for reviews" about="The next calls of a queue can then be played without the platform.">
        <Switch
          aria-label="Fetch ahead for reviews"
          checked={now.fetchAhead}
          onChange={({ currentTarget }) => change({ fetchAhead: currentTarget.checked })}
        />
      </Row>
    </>
  );
}
