/**
 * Work that takes a while, in a dialog: how far it is and the way to stop it, then how it ended and what can be done about that. The same
 * for everything that is exported, packed or marked.
 */
import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { Note } from './Notices.tsx';
import classes from './Work.module.css';

interface UnderWayProps {
  /** What the bar counts. */
  label: string;
  /** 0 to 1; `null` where nobody knows how much there is. */
  part: number | null;
  /** How far it is, in words. */
  children: ReactNode;
  /** What is true once it was stopped. */
  stopped?: ReactNode;
  onStop(): void;
}

export function UnderWay({ label, part, children, stopped, onStop }: UnderWayProps) {
  return (
    <div className={classes.work}>
      <Progress
        value={part === null ? 100 : Math.min(1, part) * 100}
        animated={part === null}
        striped={part === null}
        aria-label={label}
      />
      <p role="status" className="num">
        {children}
      </p>
      {stopped ? <p className="faint small">{stopped}</p> : null}
      <div className={classes.buttons}>
        <Button onClick={onStop} data-autofocus>
          Stop
        </Button>
      </div>
    </div>
  );
}

interface EndedProps {
  tone: 'good' | 'hold' | 'bad';
  children: ReactNode;
  /** Beside “Close”. */
  more?: ReactNode;
  onClose(): void;
}

export function Ended({ tone, children, more, onClose }: EndedProps) {
  return (
    <div className={classes.work}>
      <Note tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
        {children}
      </Note>
      <div className={classes.buttons}>
        {more}
        <Button variant="filled" onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </div>
  );
}
