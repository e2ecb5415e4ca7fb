/**
 * The ruler: what happened in the call and after it, on one axis that changes its scale at the hangup. Hover reads out, click goes there; by
 * keyboard each lane is one stop, and the arrows go along it and from lane to lane.
 */
import { Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import type { CallDetail } from '../../../shared/domain/call.ts';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { callLength } from '../../ui/format.ts';
import type { Place } from './place.ts';
import { usePlayback, usePlayed } from './player/playback.ts';
import classes from './Ruler.module.css';
import { Playhead, ReadOut } from './RulerLines.tsx';
import { rulerScale, thinned, together } from './ruler.ts';
import { type Mark, marksOf } from './ruler-marks.ts';

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
  const firstTimed = turns.findIndex((turn) => turn.atMs !== null);
  const hasAfter = scale.ticks.some((tick) => tick.after);
  const playback = usePlayback();
  const canPlay = usePlayed((state) => state.ready);

  return (
    <section className={classes.ruler} aria-label="Ruler" ref={ref} onKeyDown={walk}>
      <div
        className={classes.after}
        ref={(element) => element?.style.setProperty('--split', String(scale.split))}
        aria-hidden
      >
        {hasAfter ? <span>after the hangup, at another scale</span> : null}
      </div>
      <ReadOut scale={scale} startedAt={startedAt} endedAt={call.endedAt} labelPx={labelPx} />
      <Playhead scale={scale} startedAt={startedAt} endedAt={call.endedAt} labelPx={labelPx} />
      <Lane name="Call">
        <Tooltip label={`Talk, ${callLength(call.durationMs)}${canPlay ? '; click to play from there' : ''}`}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: by keyboard, the position of the recording does this. */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
          <span
            className={classes.talk}
            data-playable={canPlay || undefined}
            style={{ left: 0, width: `${scale.split * 100}%` }}
            onClick={({ clientX, currentTarget }) => {
              const box = currentTarget.getBoundingClientRect();
              playback.seek(((clientX - box.left) / box.width) * (call.endedAt - startedAt));
            }}
          >
            {scale.split > 0.2 ? <span>{callLength(call.durationMs)}</span> : null}
          </span>
        </Tooltip>
        <Tooltip label={`Hung up${call.endedBy ? ` by the ${call.endedBy}` : ''}`}>
          <span className={classes.hangup} style={{ left: `${scale.split * 100}%` }} />
        </Tooltip>
      </Lane>
      {firstTimed >= 0 ? (
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
                  tabIndex={index === firstTimed ? 0 : -1}
                  aria-label={`Turn ${index + 1}, ${turn.name ?? turn.role}`}
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
      {together(props.marks, props.x, props.apart).map((group, index) => (
        <MarkGroup
          key={group[0]?.key}
          group={group}
          left={`${props.x(group[0]?.at ?? 0) * 100}%`}
          tabIndex={index === 0 ? 0 : -1}
          onGo={props.onGo}
        />
      ))}
    </Lane>
  );
}

/** One mark, or several that stand together: then the worst of them is drawn, and all are told. */
function MarkGroup(props: { group: readonly Mark[]; left: string; tabIndex: number; onGo(place: Place): void }) {
  const { group, left, onGo } = props;
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
        tabIndex={props.tabIndex}
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
    <div className={classes.lane} data-lane>
      <span className={classes.name}>{name}</span>
      <div className={classes.track}>{children}</div>
    </div>
  );
}

/** From mark to mark along a lane, and to the nearest mark of the lane above or below. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const { target, key, currentTarget } = event;
  if (!(target instanceof HTMLButtonElement) || !/^Arrow(?:Left|Right|Up|Down)$/.test(key)) return;
  const lanes = [...currentTarget.querySelectorAll('[data-lane]')]
    .map((lane) => [...lane.querySelectorAll('button')])
    .filter((buttons) => buttons.length > 0);
  const row = lanes.findIndex((buttons) => buttons.includes(target));
  const lane = lanes[row] ?? [];
  const by = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  const along = key === 'ArrowLeft' || key === 'ArrowRight';
  const next = along ? lane[lane.indexOf(target) + by] : nearest(lanes[row + by] ?? [], leftOf(target));
  event.preventDefault();
  if (!next) return;
  next.focus();
}

function nearest(buttons: readonly HTMLElement[], left: number): HTMLElement | undefined {
  return buttons.toSorted((one, other) => Math.abs(leftOf(one) - left) - Math.abs(leftOf(other) - left))[0];
}

const leftOf = (element: HTMLElement): number => element.getBoundingClientRect().left;
