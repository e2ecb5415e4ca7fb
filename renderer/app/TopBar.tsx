/** The line above every page: the way to anything, and in which zone, and for which stretch of time, things are shown. */
import { Button, Menu } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconCheck, IconChevronDown, IconSearch, IconWorld } from '@tabler/icons-react';
import { useMatchRoute } from '@tanstack/react-router';
import { machineZone } from '../ui/format.ts';
import { modifier } from '../ui/keys.ts';
import { machineIsInUtc, setPreference, usePreferences } from '../ui/preferences.ts';
import type { ZoneChoice } from '../ui/zones.ts';
import classes from './Frame.module.css';
import { RangePicker } from './RangePicker.tsx';

export function TopBar() {
  // Lists have filters of their own, and are never narrowed by anything that stands elsewhere.
  const hasRange = useMatchRoute()({ to: '/overview' }) !== false;
  return (
    <div className={classes.top}>
      <button type="button" className={classes.search} onClick={spotlight.open}>
        <IconSearch size={14} stroke={1.8} aria-hidden />
        Search anything
        <kbd>{modifier} K</kbd>
      </button>
      {hasRange ? <RangePicker /> : null}
      <ZonePicker />
    </div>
  );
}

const mine = { value: 'mine', label: `This machine’s zone`, about: machineZone } as const;
const zones: readonly { value: ZoneChoice; label: string; about: string }[] = [
  { value: 'utc', label: 'UTC', about: 'everywhere' },
  ...(machineIsInUtc ? [] : [mine]),
  { value: 'call', label: 'The call’s own zone', about: 'that of its connection' },
];

function ZonePicker() {
  const { zone } = usePreferences();
  const shown = zone === 'mine' ? machineZone : zone === 'utc' ? 'UTC' : 'Call’s zone';
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button
          variant="subtle"
          aria-label={`Times in: ${shown}`}
          leftSection={<IconWorld size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {shown}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Show times in</Menu.Label>
        {zones.map(({ value, label, about }) => {
          const on = value === zone || (machineIsInUtc && value === 'utc' && zone === 'mine');
          return (
            <Menu.Item
              key={value}
              aria-current={on || undefined}
              rightSection={on ? <IconCheck size={14} aria-label="chosen" /> : null}
              onClick={() => setPreference('zone', value)}
            >
              {label}
              <span className={`${classes.about} faint small`}>{about}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
