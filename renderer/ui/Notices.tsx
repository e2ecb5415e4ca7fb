/** What stands where there is nothing to show: empty, failed. Each says what happened and what to do next. */
import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconInfoCircle,
  IconMapOff,
  IconPlugConnectedX,
  IconReload,
  IconRotateClockwise,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useEngineGone } from './engine-gone.ts';
import { NotLoaded } from './loading.ts';
import classes from './Notices.module.css';
import { asSentence, isMissing, sentence } from './sentence.ts';

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

interface FailedProps {
  what: string;
  error: unknown;
  retry?: (() => void) | undefined;
  /** What to do where the thing does not exist, so that trying again is of no use. */
  elsewhere?: ReactNode;
}

/** A part that could not be read; the rest of the page stays. */
export function Failed({ what, error, retry, elsewhere }: FailedProps) {
  if (error instanceof NotLoaded) return <Unloaded what={what} />;
  if (elsewhere && isMissing(error)) {
    return (
      <Empty icon={IconMapOff} title={`${asSentence(what).replace(/\.$/, '')} is not here`} action={elsewhere}>
        {sentence(error)}
      </Empty>
    );
  }
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

/** Trying again gives the same answer: a browser remembers of a script that it did not come. */
function Unloaded({ what }: { what: string }) {
  return (
    <div className={classes.empty} role="alert">
      <span className={classes.medal} data-tone="bad" aria-hidden>
        <IconPlugConnectedX size={22} stroke={1.6} />
      </span>
      <h2>Could not load {what}</h2>
      <p className={classes.text}>
        Parts of the console are loaded when they are first shown, and this one did not arrive: Aftercall was updated
        since this page was opened, or it has stopped. Make sure it is running, then reload.
      </p>
      <Button leftSection={<IconReload size={14} aria-hidden />} onClick={() => window.location.reload()}>
        Reload
      </Button>
    </div>
  );
}

/** Stands in for what is being read. When there is nobody to read it from, it says so. */
export function Awaiting({ children }: { children: ReactNode }) {
  if (!useEngineGone()) return children;
  return (
    <Empty icon={IconPlugConnectedX} title="Cannot be read until the engine is back">
      It will appear here by itself. Nothing was lost.
    </Empty>
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
