/** The stretch of time the overview shows: one that ends now, or from one instant to another. Remembered. */
import { Button, Popover, TextInput } from '@mantine/core';
import { IconCalendarTime, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { latestInstant, overviewRanges } from '../../shared/domain/overview.ts';
import { fromLocal, toLocal } from '../ui/filters/local-time.ts';
import { machineZone, zoneName } from '../ui/format.ts';
import { setPreference, usePreferences, useZone } from '../ui/preferences.ts';
import { rangeNames, rangeWords } from '../ui/range.ts';
import classes from './Frame.module.css';

export function RangePicker() {
  const [opened, setOpened] = useState(false);
  const { range } = usePreferences();
  const zone = useZone();
  const words = rangeWords(range, zone);
  const choose = (next: typeof range) => {
    setPreference('range', next);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          aria-label={`Time range: ${words}`}
          leftSection={<IconCalendarTime size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Time range">
        <div className={classes.range}>
          <div className={classes.presets}>
            {overviewRanges.map((value) => (
              <button key={value} type="button" aria-pressed={range === value} onClick={() => choose(value)}>
                {rangeNames[value]}
                {range === value ? <IconCheck size={14} aria-hidden /> : null}
              </button>
            ))}
          </div>
          <Absolute range={range} zone={zone} onChoose={choose} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

type Range = ReturnType<typeof usePreferences>['range'];

function Absolute(props: { range: Range; zone: string; onChoose(range: Range): void }) {
  const { range, zone } = props;
  const set = typeof range === 'object' ? range : undefined;
  const [from, setFrom] = useState(set ? toLocal(set.from, zone) : '');
  const [to, setTo] = useState(set ? toLocal(set.to, zone) : '');
  const begin = fromLocal(from, zone);
  const end = fromLocal(to, zone);
  const isFar = Math.max(begin ?? 0, end ?? 0) > latestInstant;
  const backwards = begin !== undefined && end !== undefined && begin >= end;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (begin !== undefined && end !== undefined && !backwards && !isFar) props.onChoose({ from: begin, to: end });
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        type="datetime-local"
        label="From"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label="Before"
        error={backwards ? 'Must be later than the start.' : isFar ? 'Too far in the future.' : null}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <p className="faint small">
        Times are in {zone === 'mine' ? `this machine’s zone (${machineZone})` : zoneName(zone)}, by whole hours.
      </p>
      <Button type="submit" variant="filled" disabled={begin === undefined || end === undefined || backwards || isFar}>
        Apply
      </Button>
    </form>
  );
}
