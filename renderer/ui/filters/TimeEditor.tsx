/** A stretch of time: one that ends now, or from one instant to another, in the zone the console shows times in. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { machineZone, zoneName } from '../format.ts';
import { useZone } from '../preferences.ts';
import { type Range, ranges, rangeWords } from './address.ts';
import classes from './FilterBar.module.css';
import type { FilterValues } from './fields.ts';
import { fromLocal, toLocal } from './local-time.ts';

interface TimeEditorProps {
  value: { range?: Range | undefined; from?: number | undefined; to?: number | undefined };
  onChange(change: FilterValues): void;
}

export function TimeEditor({ value, onChange }: TimeEditorProps) {
  const zone = useZone();
  const [from, setFrom] = useState(value.from === undefined ? '' : toLocal(value.from, zone));
  const [to, setTo] = useState(value.to === undefined ? '' : toLocal(value.to, zone));
  const begin = fromLocal(from, zone);
  const end = fromLocal(to, zone);
  const backwards = begin !== undefined && end !== undefined && begin >= end;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!backwards) onChange({ range: undefined, from: begin, to: end });
  };
  return (
    <div className={classes.form}>
      <div className={classes.presets}>
        {ranges.map((range, index) => (
          <Button
            key={range}
            data-autofocus={index === 0 || undefined}
            aria-pressed={value.range === range}
            onClick={() => onChange({ range, from: undefined, to: undefined })}
          >
            {begun(rangeWords[range])}
          </Button>
        ))}
      </div>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          type="datetime-local"
          label="From"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label="Before"
          error={backwards ? 'Must be later than the start.' : null}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <p className={classes.hint}>
          Times are in {zone === 'mine' ? `this machine’s zone (${machineZone})` : zoneName(zone)}.
        </p>
        <Button type="submit" variant="filled" disabled={(begin === undefined && end === undefined) || backwards}>
          Apply
        </Button>
      </form>
    </div>
  );
}

const begun = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
