/** A chain run with its lineage: the original, every replay of it, and what the chosen one did, as a graph or as a list. */
import { Button, Tooltip } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Run, RunDetail } from '../../../shared/domain/chain.ts';
import { Copy } from '../../ui/Copy.tsx';
import { duration, plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { FullTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { RecordConnection } from '../../ui/zones.ts';
import { useSheet } from '../operations/sheet.ts';
import { Changes } from './Changes.tsx';
import classes from './chains.module.css';
import { changesBetween } from './changes.ts';
import { byWhom, howOf, Lineage } from './Lineage.tsx';
import { firstShown, stepsOf, whyNoResume } from './places.ts';
import type { RunPlace, RunViewName } from './run-place.ts';
import { Steps } from './Steps.tsx';
import { ThenNow } from './ThenNow.tsx';
import { Value } from './Value.tsx';
import { Workbench } from './Workbench.tsx';

const triggers = { onCallEnd: 'when the call ended', hangup: 'at the hang-up node' } as const;

/** A graph beside a step needs this much; below, there is the list. */
const roomForGraph = 820;

interface RunViewProps {
  detail: RunDetail;
  /** The replay to begin with. */
  at: number | undefined;
  withCall: boolean;
  /** Where the place is part of the address; kept here otherwise. */
  place?: { value: RunPlace; onChange(change: RunPlace): void };
}

export function RunView(props: RunViewProps) {
  return (
    <RecordConnection value={props.detail.original.connectionId}>
      <RunArticle {...props} />
    </RecordConnection>
  );
}

function RunArticle({ detail, at, withCall, place }: RunViewProps) {
  const { original, replays } = detail;
  const sheet = useSheet();
  const ref = useRef<HTMLElement>(null);
  const width = useWidth(ref);
  const [own, setOwn] = useState<RunPlace>({ run: at });
  const { run: wanted, step, view } = place?.value ?? own;
  const go = place?.onChange ?? ((change: RunPlace) => setOwn((before) => ({ ...before, ...change })));
  const lineage = [original, ...replays];
  const run = lineage.find((each) => each.id === wanted) ?? original;

  useEffect(() => {
    if (at !== undefined) setOwn((before) => ({ ...before, run: at }));
  }, [at]);

  return (
    <article ref={ref} className={classes.run} data-wide aria-label={`Run of ${original.flowName}`}>
      <header>
        <div className={classes.names}>
          <h3>
            <bdi>{original.flowName || original.flowId}</bdi> <span className="faint">v{original.version}</span>
          </h3>
          <State chip state={original.state} word={stateWord(detail)} />
          <Tooltip label="Plan a replay of this run. Nothing is sent before you say so.">
            <Button
              variant={original.state === 'failed' ? 'filled' : 'default'}
              leftSection={<IconRepeat size={14} aria-hidden />}
              onClick={() => sheet.open({ kind: 'replay', id: original.id })}
            >
              Replay…
            </Button>
          </Tooltip>
        </div>
        <p className={classes.meta}>
          <span>ran {triggers[original.trigger]}</span>
          <span>
            {plural(original.steps, 'step')} in {duration(original.durationMs)}
          </span>
          <span>
            <FullTime at={original.startedAt} />
          </span>
          <span>
            id <span className="mono">{original.runId}</span> <Copy value={original.runId} what="the run id" />
          </span>
          {withCall && original.callKey !== null ? (
            <Link to="/calls/$id" params={{ id: original.callKey }} search={{ tab: 'chain' }}>
              Call of {original.customerNumber ?? original.callId}
            </Link>
          ) : null}
        </p>
      </header>
      {replays.length > 0 ? (
        <Lineage runs={lineage} chosen={run.id} onChoose={(id) => go({ run: id, step: undefined })} />
      ) : null}
      {width > 0 ? (
        <Chosen
          key={run.id}
          run={run}
          detail={detail}
          roomy={width >= roomForGraph}
          alone={withCall}
          place={{ step, view }}
          onGo={go}
        />
      ) : null}
    </article>
  );
}

/** In pixels, and known before the first frame: what is chosen by it must not come a frame later. 0 until then. */
function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

interface ChosenProps {
  run: Run;
  detail: RunDetail;
  roomy: boolean;
  alone: boolean;
  place: RunPlace;
  onGo(change: RunPlace): void;
}

function Chosen(props: ChosenProps) {
  const { run, detail, roomy, place, onGo } = props;
  const { original, replays } = detail;
  const { flow } = run;
  const sheet = useSheet();
  const shown = useMemo(() => stepsOf(run, detail), [run, detail]);
  const hasGraph = flow !== null && roomy && shown.steps.length > 0;
  const against = run === original ? replays.at(-1) : run;
  const at = Math.min(place.step ?? firstShown(shown) + 1, shown.steps.length) - 1;
  const onStep = (index: number) => onGo({ step: index + 1 });
  const offered: { value: RunViewName; label: string }[] = [
    ...(hasGraph ? [{ value: 'graph', label: 'Graph' } as const] : []),
    { value: 'list', label: 'Steps' },
    ...(against ? [{ value: 'then', label: 'Then against now' } as const] : []),
    { value: 'input', label: 'Input' },
  ];
  const view = offered.find(({ value }) => value === (place.view ?? 'graph'))?.value ?? offered[0]?.value ?? 'list';
  const resumeFrom = (at: number) => {
    const step = shown.steps[at];
    if (!step || whyNoResume(step, flow) !== null) return undefined;
    const { nodeId, iteration } = step;
    return () => sheet.open({ kind: 'replay', id: run.id, resume: { nodeId, iteration } });
  };
  return (
    <>
      <div className={classes.views}>
        <Segments
          label={`How to see run ${run.runId}`}
          value={view}
          options={offered}
          onChange={(next) => onGo({ view: next })}
        />
        <p className={classes.meta}>
          {run === original || roomy ? null : (
            <>
              <span>{byWhom(run)}</span>
              <span>{howOf(run)}</span>
            </>
          )}
          {flow === null ? (
            <span>The mirror does not hold this version of the chain, so there is no graph.</span>
          ) : null}
        </p>
      </div>
      {view === 'graph' && flow ? (
        <Workbench
          run={run}
          flow={flow}
          shown={shown}
          at={at}
          onStep={onStep}
          alone={props.alone}
          resumeFrom={resumeFrom}
        />
      ) : null}
      {view === 'list' ? (
        <Steps
          run={run}
          steps={shown.steps}
          reused={shown.reused}
          flow={flow}
          at={at}
          onStep={onStep}
          resumeFrom={resumeFrom}
        />
      ) : null}
      {view === 'then' && against ? <ThenNow id={original.id} replayId={against.id} /> : null}
      {view === 'input' ? <Input run={run} original={original} /> : null}
    </>
  );
}

function Input({ run, original }: { run: Run; original: Run }) {
  const changes = run === original ? [] : changesBetween(original.event, run.event);
  return (
    <div className={classes.input}>
      {run.incomplete ? (
        <Note tone="hold">This is not what the run began with: the platform has {run.incomplete} it.</Note>
      ) : null}
      {changes.length > 0 ? <Changes changes={changes} label="Changes of the event" /> : null}
      {run.operation?.patch?.vars ? <Value title="Edited: patch of the vars" value={run.operation.patch.vars} /> : null}
      <Value title="event" value={run.event} />
      <Value title="vars" value={run.vars} />
    </div>
  );
}

function stateWord({ original }: RunDetail): string {
  return original.state === 'recovered' && original.recoveredBy !== null
    ? `recovered by replay ${original.recoveredBy}`
    : original.state;
}
