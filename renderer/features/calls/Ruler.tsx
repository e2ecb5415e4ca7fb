/**
 * The ruler: what happened in the call and after it, on one axis that changes its scale at the hangup. Hover reads out, click goes there. By
 * keyboard all of it is one stop: the arrows go along a lane and from lane to lane, and what they stand on is read out as under the pointer.
 */
import { Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import type { CallDetail } from '../../../shared/domain/call.ts';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { callLength, duration, offset } from '../../ui/format.ts';
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
const markLanes = [
  ['Chain', 'chain'],
  ['Webhooks', 'webhooks'],
  ['Operator', 'operator'],
] as const;
const alsoByKeyboard = { hover: true, focus: true, touch: false } as const;
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
  const turns = call.transcript.slice(0, mostTurns);
  const timed = turns.flatMap(({ atMs }, index) => (atMs === null ? [] : [`turn ${index}`]));
  const grouped = markLanes.map(([name, of]) => ({ name, groups: together(lanes[of], scale.x, apart) }));
  const keys = [...timed, ...grouped.flatMap(({ groups }) => groups.map(keyOf))];
  const [stood, setStood] = useState<string>();
  const stop = stood !== undefined && keys.includes(stood) ? stood : keys[0];
  const when = (at: number) =>
    at <= call.endedAt ? offset(at - startedAt) : `${duration(at - call.endedAt)} after the hangup`;
  const hasAfter = scale.ticks.some((tick) => tick.after);
  const playback = usePlayback();
  const canPlay = usePlayed((state) => state.ready);

  return (
    <section
      className={classes.ruler}
      aria-label="Ruler"
      ref={ref}
      onKeyDown={walk}
      onFocus={({ target }) => setStood(target.dataset.key)}
    >
      <div
        className={classes.after}
        ref={(element) => element?.style.setProperty('--split', String(scale.split))}
        aria-hidden
      >
        {hasAfter ? <span>after the hangup, on another scale</span> : null}
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
      {timed.length > 0 ? (
        <Lane name="Words">
          {turns.map((turn, index) =>
            turn.atMs === null ? null : (
              <Tooltip
                events={alsoByKeyboard}
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
                  tabIndex={stop === `turn ${index}` ? 0 : -1}
                  data-key={`turn ${index}`}
                  data-at={Math.min(startedAt + turn.atMs, call.endedAt)}
                  aria-label={`${offset(turn.atMs)}, ${turn.name ?? turn.role}: ${turn.text.slice(0, 160)}`}
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
      {grouped.map(({ name, groups }) =>
        groups.length === 0 ? null : (
          <Lane key={name} name={name}>
            {groups.map((group) => (
              <MarkGroup
                key={keyOf(group)}
                group={group}
                left={percent(group[0]?.at ?? 0)}
                when={when(group[0]?.at ?? 0)}
                tabIndex={stop === keyOf(group) ? 0 : -1}
                onGo={onGo}
              />
            ))}
          </Lane>
        ),
      )}
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

/** One mark, or several that stand together: then the worst of them is drawn, and all are told. */
function MarkGroup(props: {
  group: readonly Mark[];
  left: string;
  /** Of the first of them, in words. */
  when: string;
  tabIndex: number;
  onGo(place: Place): void;
}) {
  const { group, left, when, onGo } = props;
  const worst = group.toSorted((a, b) => worstFirst.indexOf(a.outcome) - worstFirst.indexOf(b.outcome))[0];
  if (!worst) return null;
  const Icon = icons[worst.outcome];
  return (
    <Tooltip
      events={alsoByKeyboard}
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
        data-key={keyOf(group)}
        data-at={group[0]?.at}
        aria-label={`${when}: ${group.length > 1 ? `${group.length} marks, the worst: ` : ''}${worst.label}`}
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

const keyOf = (group: readonly Mark[]): string => group[0]?.key ?? '';

/** From mark to mark along a lane, to its ends, and to the nearest mark of the lane above or below. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const { target, key, currentTarget } = event;
  if (!(target instanceof HTMLButtonElement) || !/^(?:Arrow(?:Left|Right|Up|Down)|Home|End)$/.test(key)) return;
  const lanes = [...currentTarget.querySelectorAll('[data-lane]')]
    .map((lane) => [...lane.querySelectorAll('button')])
    .filter((buttons) => buttons.length > 0);
  const row = lanes.findIndex((buttons) => buttons.includes(target));
  const lane = lanes[row] ?? [];
  const by = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  const along = key === 'ArrowLeft' || key === 'ArrowRight';
  const end = key === 'Home' ? lane[0] : key === 'End' ? lane.at(-1) : undefined;
  const next = end ?? (along ? lane[lane.indexOf(target) + by] : nearest(lanes[row + by] ?? [], leftOf(target)));
  // The recording and the list behind answer some of these keys, too.
  event.preventDefault();
  event.stopPropagation();
  if (!next) return;
  next.focus();
}

function nearest(buttons: readonly HTMLElement[], left: number): HTMLElement | undefined {
  return buttons.toSorted((one, other) => Math.abs(leftOf(one) - left) - Math.abs(leftOf(other) - left))[0];
}

const leftOf = (element: HTMLElement): number => element.getBoundingClientRect().left;
