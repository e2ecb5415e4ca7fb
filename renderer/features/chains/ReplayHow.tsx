/** How a run is to be replayed: from where, in which version, with which input and which time. */
import { useMemo } from 'react';
import type { Flow, JsonObject, Run, RunDetail } from '../../../shared/domain/chain.ts';
import type { ReplayPatch, ResumePoint } from '../../../shared/domain/operation.ts';
import { Segments } from '../../ui/Segments.tsx';
import { Changes } from './Changes.tsx';
import { changesBetween } from './changes.ts';
import { FlowDiffView } from './FlowDiffView.tsx';
import { InputEditor } from './InputEditor.tsx';
import { firstShown, stepKey, stepsOf, whyNoResume } from './places.ts';
import { useFlow, useFlowDiff } from './queries.ts';
import classes from './replay.module.css';
import { StepPicker } from './StepPicker.tsx';

/** Where a replay of a run can begin. */
type ReplayFrom = 'from start' | 'resume';

export interface ReplayChoice {
  mode: ReplayFrom;
  /** Of the run that is asked for; `null` from the start. */
  resume: ResumePoint | null;
  version: 'recorded' | 'current';
  patch: ReplayPatch | null;
  fresh: boolean;
}

interface ReplayHowProps {
  detail: RunDetail;
  /** The run whose steps can be resumed at. */
  run: Run;
  value: ReplayChoice;
  onChange(value: ReplayChoice): void;
  onPending(pending: boolean): void;
}

const modes = [
  { value: 'from start', label: 'From the start' },
  { value: 'resume', label: 'Resume from a step' },
] as const;
const clocks = [
  { value: 'recorded', label: 'Recorded time and random values' },
  { value: 'fresh', label: 'Fresh' },
] as const;

export function ReplayHow({ detail, run, value, onChange, onPending }: ReplayHowProps) {
  const { original } = detail;
  const shown = useMemo(() => stepsOf(run, detail), [run, detail]);
  const step = value.resume && shown.steps.find((each) => stepKey(each) === stepKey(value.resume ?? each));
  const setMode = (mode: ReplayFrom) => {
    if (mode === 'from start') return onChange({ ...value, mode, resume: null, patch: null });
    const troubled = shown.steps[firstShown(shown)];
    const first = troubled && whyNoResume(troubled, run.flow) === null ? troubled : undefined;
    const at = first ?? shown.steps.find((each) => whyNoResume(each, run.flow) === null);
    if (!at) return;
    onChange({ ...value, mode, resume: { nodeId: at.nodeId, iteration: at.iteration }, patch: null });
  };
  const canResume = shown.steps.some((each) => whyNoResume(each, run.flow) === null);
  const recorded = step ? { event: run.event, vars: step.varsBefore } : { event: original.event, vars: original.vars };

  return (
    <>
      <div className={classes.row}>
        {canResume ? (
          <Segments label="Where to begin" value={value.mode} options={modes} onChange={setMode} />
        ) : (
          <p className="dim">From the start: no step of this run can be resumed at.</p>
        )}
        <Segments
          label="Time and random values"
          value={value.fresh ? 'fresh' : 'recorded'}
          options={clocks}
          onChange={(next) => onChange({ ...value, fresh: next === 'fresh' })}
        />
      </div>
      {value.mode === 'resume' ? (
        <StepPicker
          shown={shown}
          flow={run.flow}
          value={value.resume}
          onChange={(resume) => onChange({ ...value, resume, patch: null })}
        />
      ) : null}
      <Versions original={original} value={value.version} onChange={(version) => onChange({ ...value, version })} />
      <details className={classes.fold}>
        <summary>
          Edit the input
          {value.patch ? <b> (edited)</b> : null}
        </summary>
        <InputEditor
          key={value.resume ? stepKey(value.resume) : 'start'}
          recorded={recorded}
          withEvent={value.mode === 'from start'}
          onPatch={(patch) => onChange({ ...value, patch })}
          onPending={onPending}
        />
      </details>
    </>
  );
}

const byId = ({ nodes }: Flow): JsonObject =>
  Object.fromEntries(nodes.map(({ id, type, config, on }) => [id, { type, config, on }]));

/** The recorded version or the newest, with what is different between them. */
function Versions(props: {
  original: Run;
  value: ReplayChoice['version'];
  onChange(value: ReplayChoice['version']): void;
}) {
  const { original, value, onChange } = props;
  const key = { connectionId: original.connectionId, flowId: original.flowId };
  const published = useFlow(key).data;
  const newest = published?.versions[0]?.version;
  const differs = newest !== undefined && newest !== original.version;
  // The same version may have been published anew, with other nodes.
  const anew = useMemo(
    () => (published && !differs && original.flow ? changesBetween(byId(original.flow), byId(published.flow)) : []),
    [published, differs, original.flow],
  );
  const diff = useFlowDiff(key, differs ? { from: original.version, to: newest } : null);
  const options = [
    { value: 'recorded', label: `Recorded version ${original.version}` } as const,
    { value: 'current', label: newest === undefined ? 'Newest version' : `Newest version ${newest}` } as const,
  ];
  return (
    <>
      <div className={classes.row}>
        <Segments label="Version" value={value} options={options} onChange={onChange} />
        {newest === original.version && anew.length === 0 ? (
          <span className="faint small">They are the same.</span>
        ) : null}
      </div>
      {differs && diff.data ? (
        <details className={classes.fold} open={value === 'current'}>
          <summary>
            What is different between versions {original.version} and {newest}
          </summary>
          <FlowDiffView diff={diff.data} />
        </details>
      ) : null}
      {anew.length > 0 ? (
        <details className={classes.fold} open={value === 'current'}>
          <summary>Version {newest} was published anew since: what is different</summary>
          <Changes changes={anew} label={`What is different in version ${newest}`} />
        </details>
      ) : null}
    </>
  );
}
