/** States as they are always shown: an icon, a word and a colour together. */
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconDots,
  IconMinus,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
  IconQuestionMark,
  IconRotateClockwise,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { nothing } from './format.ts';
import classes from './Words.module.css';

export type Tone = 'good' | 'bad' | 'back' | 'wait' | 'unsure' | 'hold' | 'accent';

const words = {
  succeeded: { tone: 'good', icon: IconCheck, word: 'succeeded' },
  failed: { tone: 'bad', icon: IconX, word: 'failed' },
  recovered: { tone: 'back', icon: IconRotateClockwise, word: 'recovered' },
  pending: { tone: 'wait', icon: IconDots, word: 'pending' },
  unknown: { tone: 'unsure', icon: IconQuestionMark, word: 'unknown outcome' },
  unsteady: { tone: 'hold', icon: IconAlertTriangle, word: 'unsteady' },
  held: { tone: 'hold', icon: IconPlayerPause, word: 'held' },
  skipped: { tone: 'wait', icon: IconMinus, word: 'skipped' },
  running: { tone: 'accent', icon: IconPlayerPlay, word: 'running' },
  planned: { tone: 'wait', icon: IconCircleDashed, word: 'planned' },
  waiting: { tone: 'hold', icon: IconPlayerPause, word: 'waits for “go on”' },
  paused: { tone: 'hold', icon: IconPlayerPause, word: 'paused' },
  finished: { tone: 'wait', icon: IconCheck, word: 'finished' },
  aborted: { tone: 'hold', icon: IconPlugConnectedX, word: 'aborted' },
  interrupted: { tone: 'unsure', icon: IconAlertTriangle, word: 'interrupted' },
} as const satisfies Record<
  string,
  { tone: Tone; icon: ComponentType<{ size?: number; stroke?: number }>; word: string }
>;

export type StateName = keyof typeof words;

/** `plain` for rows, `chip` for headers. `of` is said to screen readers before the word, e.g. "webhooks". */
export function State(props: {
  state: StateName | 'none';
  of?: string;
  chip?: boolean;
  /** Says what went well without drawing the eye to it. */
  quiet?: boolean;
  word?: string | undefined;
}) {
  if (props.state === 'none') return <span className="faint">{nothing}</span>;
  const { tone, icon: Icon, word } = words[props.state];
  return (
    <span
      className={props.chip ? classes.chip : classes.plain}
      data-tone={tone}
      data-quiet={(props.quiet && tone === 'good') || undefined}
    >
      <Icon size={14} stroke={2.2} aria-hidden />
      <span>
        {props.of ? <span className={props.chip ? undefined : classes.heard}>{props.of} </span> : null}
        {props.word ?? word}
      </span>
    </span>
  );
}
