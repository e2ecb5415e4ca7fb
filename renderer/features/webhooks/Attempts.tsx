/** The attempts of one message: a list in the order of their start, and the chosen one in full. */
import { Button, CopyButton } from '@mantine/core';
import { IconArrowsDiff, IconCheck, IconChevronRight, IconTerminal2 } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Attempt, MessageDetail } from '../../../shared/domain/webhook.ts';
import { faultWords } from '../../ui/faults.ts';
import { duration } from '../../ui/format.ts';
import { Exchange } from '../../ui/Http.tsx';
import { Note } from '../../ui/Notices.tsx';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { CertificateLine } from './CertificateLine.tsx';
import { Compare } from './Compare.tsx';
import { curlOf } from './curl.ts';
import { Signature } from './Signature.tsx';
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
      {attempt ? <AttemptView key={attempt.id} message={message} attempt={attempt} /> : null}
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

/** One attempt in full; with its message there is something to compare it with. */
export function AttemptView({ message, attempt }: { message?: MessageDetail; attempt: Attempt }) {
  const [comparing, setComparing] = useState(false);
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
            {attempt.operation.mode === 'edited' ? 'edited, under a new id, ' : ''}
            by {attempt.operation.actor}
            {attempt.operation.reason ? <> because “{attempt.operation.reason}”</> : null}
          </span>
        ) : null}
        {attempt.counts ? null : <span>does not count: it went to another address</span>}
        {attempt.address ? <span className="mono">{attempt.address}</span> : null}
        {attempt.certificate ? <CertificateLine certificate={attempt.certificate} /> : null}
      </p>
      <div className={classes.tools}>
        {message ? (
          <Button
            leftSection={<IconArrowsDiff size={14} aria-hidden />}
            aria-expanded={comparing}
            onClick={() => setComparing(!comparing)}
          >
            Compare
          </Button>
        ) : null}
        <CopyButton value={curlOf(attempt.request)} timeout={1500}>
          {({ copied, copy }) => (
            <Button
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconTerminal2 size={14} aria-hidden />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy as curl'}
            </Button>
          )}
        </CopyButton>
      </div>
      {comparing && message ? (
        <Compare message={message} attempt={attempt} onClose={() => setComparing(false)} />
      ) : null}
      {attempt.timing ? <Timing timing={attempt.timing} /> : null}
      {message ? <Signature message={message} attempt={attempt} /> : null}
      <Exchange request={attempt.request} response={attempt.response} error={attempt.error} />
    </section>
  );
}
