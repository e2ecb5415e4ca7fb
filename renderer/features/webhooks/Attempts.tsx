/** The attempts of one message: a list in the order of their start, and the chosen one in full. */
import { Button, CopyButton } from '@mantine/core';
import { IconArrowsDiff, IconCheck, IconChevronRight, IconTerminal2 } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Attempt, MessageDetail } from '../../../shared/domain/webhook.ts';
import { faultWords } from '../../ui/faults.ts';
import { duration } from '../../ui/format.ts';
import { Exchange } from '../../ui/Http.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Note } from '../../ui/Notices.tsx';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { CertificateLine } from './CertificateLine.tsx';
import { Compare } from './Compare.tsx';
import { curlOf } from './curl.ts';
import { Signature } from './Signature.tsx';
import { Timing } from './Timing.tsx';
import classes from './webhooks.module.css';
import { meaning } from './words.ts';

/** The number of the attempt that is read; 0 is none, absent the newest. */
export interface AttemptPlace {
  value: number | undefined;
  onChange(number: number): void;
}

interface AttemptsProps {
  message: MessageDetail;
  /** Where it is part of the address; kept here otherwise. */
  place?: AttemptPlace | undefined;
  /** The attempt to bring into view. */
  at: number | undefined;
  /** Among other messages, one that went well needs no reading. */
  folded: boolean;
}

export function Attempts({ message, place, at, folded }: AttemptsProps) {
  const { timeline } = message;
  const wanted = timeline.find((attempt) => attempt.id === at);
  const [own, setOwn] = useState<number | undefined>(wanted?.number ?? (folded ? 0 : undefined));
  const ref = useRef<HTMLDivElement>(null);
  const chosen = place ? place.value : own;
  const choose = place?.onChange ?? setOwn;
  const attempt = chosen === 0 ? undefined : (timeline.find(({ number }) => number === chosen) ?? timeline.at(-1));

  useEffect(() => {
    if (!wanted) return;
    setOwn(wanted.number);
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, [wanted]);

  const step = (by: 1 | -1) => {
    const next = timeline[attempt ? timeline.indexOf(attempt) + by : by === 1 ? 0 : timeline.length - 1];
    if (next) choose(next.number);
  };

  return (
    <div ref={ref}>
      {place ? <Keys step={step} /> : null}
      <ol className={classes.attempts}>
        {timeline.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              className={classes.attempt}
              aria-expanded={each.id === attempt?.id}
              onClick={() => choose(each.id === attempt?.id ? 0 : each.number)}
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

/** Only on a page of its own: elsewhere they go through the rows of a list. */
function Keys({ step }: { step(by: 1 | -1): void }) {
  useKeys({ j: () => step(1), k: () => step(-1) });
  return null;
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
  const means = meaning(attempt);
  return (
    <section className={classes.detail} aria-label={`Attempt ${attempt.number}`}>
      <Note tone={tones[attempt.outcome]}>
        {attempt.explanation}
        {means ? <span className={classes.means}>{means}</span> : null}
      </Note>
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
