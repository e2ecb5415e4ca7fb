/** What stands where there is nothing to show: empty, failed. Each says what happened and what to do next. */
import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconInfoCircle,
  IconRotateClockwise,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import classes from './Notices.module.css';
import { sentence } from './sentence.ts';

type Icon = ComponentType<{ size?: number; stroke?: number }>;

export function Empty(props: { icon: Icon; title: string; children?: ReactNode; action?: ReactNode }) {
  const Icon = props.icon;
  return (
    <div className={classes.empty}>
      <span className={classes.medal} aria-hidden>
        <Icon size={22} stroke={1.6} />
      </span>
      <h2>{props.title}</h2>
      {props.children ? <p className={classes.text}>{props.children}</p> : null}
      {props.action}
    </div>
  );
}

/** A part that could not be read; the rest of the page stays. */
export function Failed({ what, error, retry }: { what: string; error: unknown; retry?: (() => void) | undefined }) {
  return (
    <div className={classes.empty} role="alert">
      <span className={classes.medal} data-tone="bad" aria-hidden>
        <IconAlertTriangle size={22} stroke={1.6} />
      </span>
      <h2>Could not read {what}</h2>
      <p className={classes.text}>{sentence(error)}</p>
      {retry ? <Button onClick={retry}>Try again</Button> : null}
    </div>
  );
}

const noteIcons = {
  wait: IconInfoCircle,
  good: IconCircleCheck,
  back: IconRotateClockwise,
  hold: IconAlertTriangle,
  bad: IconAlertTriangle,
  unsure: IconHelpCircle,
} as const;

/** One line of advice in a page. */
export function Note(props: { tone: keyof typeof noteIcons; children: ReactNode; role?: 'alert' | 'status' }) {
  const Icon = noteIcons[props.tone];
  return (
    <div className={classes.note} data-tone={props.tone} role={props.role}>
      <Icon size={16} aria-hidden />
      <div>{props.children}</div>
    </div>
  );
}
