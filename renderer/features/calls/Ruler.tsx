/** The ruler: what happened in the call and after it, on one axis. Hover reads out, click goes there. */
import { Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { CallDetail } from '../../../shared/domain/call.ts';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { callLength, duration } from '../../ui/format.ts';
import type { Place } from './place.ts';
import classes from './Ruler.module.css';
import { rulerScale, thinned, together } from './ruler.ts';

interface RulerProps {
  call: CallDetail;
  messages: readonly MessageDetail[];
  runs: readonly RunDetail[];
  onGo(place: Place): void;
}

const icons = { succeeded: IconCheck, failed: IconX, unknown: IconQuestionMark, skipped: IconMinus } as const;
const worstFirst = ['failed', 'unknown', 'succeeded', 'skipped'] as const;
const mostTurns = 400;
const mostTold = 8;
const labelPx = 68;
const markPx = 19;

export function Ruler({ call, messages, runs, onGo }: RulerProps) {
  const startedAt = call.startedAt ?? call.endedAt - (call.durationMs ?? 0);
  const lanes = useMemo(() => marksOf(messages, runs), [messages, runs]);
  const scale = useMemo(() => {
    const later = [...lanes.chain, ...lanes.webhooks, ...lanes.operator].map((mark) => mark.at);
    return rulerScale(startedAt, call.endedAt, later);
  }, [lanes, startedAt, call.endedAt]);
  const { ref, width } = useElementSize();
  const apart = width > labelPx ? markPx / (width - labelPx) : 0;
  const ticks = width > labelPx ? thinned(scale.ticks, width - labelPx) : [];
  const percent = (at: number) => `${scale.x(at) * 100}%`;
  const lane = { x: scale.x, apart, onGo };
  const turns = call.transcript.slice(0, mostTurns);

  return (
    <section className={classes.ruler} aria-label="Ruler" ref={ref}>
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
                  style={{ left: percent(Math.min(startedAt + turn.atMs, call.endedAt)) }}
                  onClick={() => onGo({ tab: 'transcript', at: `turn-${index}` })}
                />
              </Tooltip>
            ),
          )}
        </Lane>
      ) : null}
      <MarkLane name="Chain" marks={lanes.chain} {...lane} />
      <MarkLane name="Webhooks" marks={lanes.webhooks} {...lane} />
      <MarkLane name="Operator" marks={lanes.operator} {...lane} />
      <div className={classes.lane}>
        <span />
        <div className={classes.axis}>
          {ticks.map((tick) => (
            <span
              key={tick.label}
              style={{ left: `${tick.x * 100}%` }}
              data-first={tick.x === 0 || undefined}
              data-last={tick.x > 0.95 || undefined}
            >
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
  x: (at: number) => number;
  apart: number;
  onGo(place: Place): void;
}) {
  if (props.marks.length === 0) return null;
  return (
    <Lane name={props.name}>
      {together(props.marks, props.x, props.apart).map((group) => (
        <MarkGroup key={group[0]?.key} group={group} left={`${props.x(group[0]?.at ?? 0) * 100}%`} onGo={props.onGo} />
      ))}
    </Lane>
  );
}

/** One mark, or several that stand together: then the worst of them is drawn, and all are told. */
function MarkGroup({ group, left, onGo }: { group: readonly Mark[]; left: string; onGo(place: Place): void }) {
  const worst = group.toSorted((a, b) => worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome))[0];
  if (!worst) return null;
  const Icon = icons[worst.outcome];
  return (
    <Tooltip
      label={
        <>
          {group.slice(0, mostTold).map((mark) => (
            <div key={mark.key}>{mark.label}</div>
          ))}
          {group.length > mostTold ? <div>and {group.length - mostTold} more</div> : null}
        </>
      }
    >
      <button
        type="button"
        aria-label={group.length > 1 ? `${group.length} marks, the worst: ${worst.label}` : worst.label}
        className={classes.mark}
        data-outcome={worst.outcome}
        data-square={worst.square || undefined}
        style={{ left }}
        onClick={() => onGo(worst.place)}
      >
        <Icon size={10} stroke={3} aria-hidden />
        {group.length > 1 ? <span className={classes.several}>{group.length}</span> : null}
      </button>
    </Tooltip>
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
