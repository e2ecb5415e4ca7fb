/** The attempts of one message: a list in the order of their start, and the chosen one in full. */
import { IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Attempt, MessageDetail } from '../../../shared/domain/webhook.ts';
import { faultWords } from '../../ui/faults.ts';
import { duration } from '../../ui/format.ts';
import { Exchange } from '../../ui/Http.tsx';
import { Note } from '../../ui/Notices.tsx';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { Timing } from './Timing.tsx';
import classes from './webhooks.module.css';

interface AttemptsProps {
  message: MessageDetail;
  /** The attempt to bring into view. */
  at: number | undefined;
  /** Among other messages, one that went well needs no reading. */
  folded: boolean;
}

export function Attempts({ message, at, folded }: AttemptsProps) {
  const wanted = message.timeline.find((attempt) => attempt.id === at);
  const [chosen, setChosen] = useState<number | 'newest' | 'none'>(wanted?.id ?? (folded ? 'none' : 'newest'));
  const place = useRef<HTMLDivElement>(null);
  const attempt =
    chosen === 'none' ? undefined : (message.timeline.find((each) => each.id === chosen) ?? message.timeline.at(-1));

  useEffect(() => {
    if (!wanted) return;
    setChosen(wanted.id);
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [wanted]);

  return (
    <div ref={place}>
      <ol className={classes.attempts}>
        {message.timeline.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              className={classes.attempt}
              aria-expanded={each.id === attempt?.id}
              onClick={() => setChosen(each.id === attempt?.id ? 'none' : each.id)}
            >
              <span className={classes.number}>{each.number}</span>
              <State state={each.outcome} />
              <span className="dim cut">{brief(each)}</span>
              <span className={classes.when}>
                <ListTime at={each.startedAt} />
              </span>
              <IconChevronRight size={14} className={classes.chevron} aria-hidden />
            </button>
          </li>
        ))}
      </ol>
      {attempt ? <AttemptView attempt={attempt} /> : null}
    </div>
  );
}

function brief(attempt: Attempt): string {
  const what = attempt.response ? String(attempt.response.status) : attempt.error ? faultWords[attempt.error.kind] : '';
  const who = attempt.operation
    ? `resend by ${attempt.operation.actor}`
    : attempt.by === 'platform'
      ? 'platform'
      : 'this machine';
  return [what, duration(attempt.durationMs), who].filter(Boolean).join(' · ');
}

const tones = { succeeded: 'good', failed: 'bad', unknown: 'unsure' } as const;

/** One attempt in full. */
export function AttemptView({ attempt }: { attempt: Attempt }) {
  return (
    <section className={classes.detail} aria-label={`Attempt ${attempt.number}`}>
      <Note tone={tones[attempt.outcome]}>{attempt.explanation}</Note>
      <p className={classes.meta}>
        <span>
          Attempt {attempt.number}, <FullTime at={attempt.startedAt} />
        </span>
        {attempt.operation ? (
          <span>
            {attempt.operation.mode === 'other url' ? 'to another URL, ' : ''}
            by {attempt.operation.actor}
            {attempt.operation.reason ? <> because “{attempt.operation.reason}”</> : null}
          </span>
        ) : null}
        {attempt.address ? <span className="mono">{attempt.address}</span> : null}
      </p>
      {attempt.timing ? <Timing timing={attempt.timing} /> : null}
      <Exchange request={attempt.request} response={attempt.response} error={attempt.error} />
    </section>
  );
}
