/** The ruler: what happened in the call and after it, on one axis. Hover reads out, click goes there. */
import { Tooltip } from '@mantine/core';
import { IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { CallDetail } from '../../../shared/domain/call.ts';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { callLength, duration } from '../../ui/format.ts';
import type { Place } from './place.ts';
import classes from './Ruler.module.css';
import { rulerScale } from './ruler.ts';

interface RulerProps {
  call: CallDetail;
  messages: readonly MessageDetail[];
  runs: readonly RunDetail[];
  onGo(place: Place): void;
}

const icons = { succeeded: IconCheck, failed: IconX, unknown: IconQuestionMark, skipped: IconMinus } as const;
const mostTurns = 400;

export function Ruler({ call, messages, runs, onGo }: RulerProps) {
  const startedAt = call.startedAt ?? call.endedAt - (call.durationMs ?? 0);
  const lanes = useMemo(() => marksOf(messages, runs), [messages, runs]);
  const scale = useMemo(() => {
    const later = [...lanes.chain, ...lanes.webhooks, ...lanes.operator].map((mark) => mark.at);
    return rulerScale(startedAt, call.endedAt, later);
  }, [lanes, startedAt, call.endedAt]);
  const percent = (at: number) => `${scale.x(at) * 100}%`;
  const turns = call.transcript.slice(0, mostTurns);

  return (
    <section className={classes.ruler} aria-label="Ruler">
      <div
        className={classes.after}
        ref={(element) => element?.style.setProperty('--split', String(scale.split))}
        aria-hidden
      />
      <Lane name="Call">
        <Tooltip label={`Talk, ${callLength(call.durationMs)}`}>
          <span className={classes.talk} style={{ left: 0, width: `${scale.split * 100}%` }}>
            {scale.split > 0.2 ? <span>{callLength(call.durationMs)}</span> : null}
          </span>
        </Tooltip>
        <Tooltip label={`Hung up${call.endedBy ? ` by the ${call.endedBy}` : ''}`}>
          <span className={classes.hangup} style={{ left: `${scale.split * 100}%` }} />
        </Tooltip>
      </Lane>
      {turns.some((turn) => turn.atMs !== null) ? (
        <Lane name="Words">
          {turns.map((turn, index) =>
            turn.atMs === null ? null : (
              <Tooltip
                // biome-ignore lint/suspicious/noArrayIndexKey: turns have no id but their place.
                key={index}
                label={
                  <>
                    <b>{turn.name ?? turn.role}</b> <bdi>{turn.text.slice(0, 160)}</bdi>
                  </>
                }
              >
                <button
                  type="button"
                  tabIndex={-1}
                  aria-label={`Turn ${index + 1}`}
                  className={classes.turn}
                  data-role={turn.role}
                  style={{ left: percent(startedAt + turn.atMs) }}
                  onClick={() => onGo({ tab: 'transcript', at: `turn-${index}` })}
                />
              </Tooltip>
            ),
          )}
        </Lane>
      ) : null}
      <MarkLane name="Chain" marks={lanes.chain} percent={percent} onGo={onGo} />
      <MarkLane name="Webhooks" marks={lanes.webhooks} percent={percent} onGo={onGo} />
      <MarkLane name="Operator" marks={lanes.operator} percent={percent} onGo={onGo} />
      <div className={classes.lane}>
        <span />
        <div className={classes.axis}>
          {scale.ticks.map((tick) => (
            <span key={tick.label} style={{ left: `${tick.x * 100}%` }} data-after={tick.after || undefined}>
              {tick.label}
            </span>
          ))}
        </div>
      </div>
    </section>
  );
}

interface Mark {
  key: string;
  at: number;
  outcome: keyof typeof icons;
  square: boolean;
  label: string;
  place: Place;
}

function MarkLane(props: {
  name: string;
  marks: readonly Mark[];
  percent: (at: number) => string;
  onGo(place: Place): void;
}) {
  if (props.marks.length === 0) return null;
  return (
    <Lane name={props.name}>
      {props.marks.map((mark) => {
        const Icon = icons[mark.outcome];
        return (
          <Tooltip key={mark.key} label={mark.label}>
            <button
              type="button"
              aria-label={mark.label}
              className={classes.mark}
              data-outcome={mark.outcome}
              data-square={mark.square || undefined}
              style={{ left: props.percent(mark.at) }}
              onClick={() => props.onGo(mark.place)}
            >
              <Icon size={10} stroke={3} aria-hidden />
            </button>
          </Tooltip>
        );
      })}
    </Lane>
  );
}

function Lane({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.lane}>
      <span className={classes.name}>{name}</span>
      <div className={classes.track}>{children}</div>
    </div>
  );
}

function marksOf(messages: readonly MessageDetail[], runs: readonly RunDetail[]) {
  const chain: Mark[] = [];
  const webhooks: Mark[] = [];
  const operator: Mark[] = [];
  for (const { original, replays } of runs) {
    for (const step of original.trace) {
      if (step.outcome === 'skipped' || step.durationMs === 0) continue;
      chain.push({
        key: `${original.id} ${step.nodeId} ${step.iteration}`,
        at: step.startedAt,
        outcome: step.outcome,
        square: true,
        label: `${step.nodeId} (${step.type}): ${step.error?.message ?? step.outcome}, ${duration(step.durationMs)}`,
        place: { tab: 'chain', at: `run-${original.id}` },
      });
    }
    for (const replay of replays) {
      operator.push({
        key: `run ${replay.id}`,
        at: replay.startedAt,
        outcome: replay.state === 'failed' ? 'failed' : 'succeeded',
        square: true,
        label: `Replay by ${replay.operation?.actor ?? replay.by}: ${replay.state}`,
        place: { tab: 'chain', at: `run-${replay.id}` },
      });
    }
  }
  for (const message of messages) {
    for (const attempt of message.timeline) {
      (attempt.operation ? operator : webhooks).push({
        key: `attempt ${attempt.id}`,
        at: attempt.startedAt,
        outcome: attempt.outcome,
        square: false,
        label: `${attempt.operation ? 'Resend to' : 'To'} ${message.endpointName}, attempt ${attempt.number}: ${attempt.explanation}`,
        place: { tab: 'webhooks', at: `attempt-${attempt.id}` },
      });
    }
  }
  return { chain, webhooks, operator };
}
