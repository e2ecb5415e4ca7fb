/** One step of a run: what it got, what it sent, what came back, what it left, and what went wrong. */
import { Button } from '@mantine/core';
import { IconPlayerSkipForward } from '@tabler/icons-react';
import { useState } from 'react';
import type { Flow, FlowNode, JsonObject, Run, Step } from '../../../shared/domain/chain.ts';
import { Copy } from '../../ui/Copy.tsx';
import { duration, plural } from '../../ui/format.ts';
import { Exchange } from '../../ui/Http.tsx';
import { Note } from '../../ui/Notices.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { asSentence } from '../../ui/sentence.ts';
import { FullTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { Changes } from './Changes.tsx';
import { changesBetween } from './changes.ts';
import { effectOf, effectWords, explanation, faultOf } from './explain.ts';
import { varsAfter } from './places.ts';
import { Rendered } from './Rendered.tsx';
import { type RenderedPiece, renderedConfig, renderedRequest, valuesAt } from './rendered.ts';
import { ScriptView } from './ScriptView.tsx';
import classes from './step.module.css';
import { Value } from './Value.tsx';

interface StepPanelProps {
  run: Run;
  steps: readonly Step[];
  at: number;
  flow: Flow | null;
  reused: boolean;
  /** Absent where the step cannot be resumed at. */
  onResume?: (() => void) | undefined;
}

export function StepPanel({ run, steps, at, flow, reused, onResume }: StepPanelProps) {
  const step = steps[at];
  if (!step) return null;
  const node = flow?.nodes.find(({ id }) => id === step.nodeId);
  return (
    <section className={classes.panel} aria-label={`Step ${at + 1}`}>
      <header className={classes.head}>
        <h3 className="wrap">
          <span className="faint num">{at + 1}</span> <span className="mono">{step.nodeId}</span>{' '}
          <Copy value={JSON.stringify(step, null, 2)} what="the whole step as JSON" />
        </h3>
        <p className={classes.facts}>
          <State state={step.outcome} chip word={reused ? 'reused' : undefined} />
          <span>{step.type}</span>
          {step.iteration > 0 ? <span>round {step.iteration + 1}</span> : null}
          <span data-strong={effectOf(step, node) === 'write' || undefined}>{effectWords[effectOf(step, node)]}</span>
          <span className="num">{duration(step.durationMs)}</span>
          <span className="faint">
            <FullTime at={step.startedAt} />
          </span>
        </p>
        <ResumeButton onResume={onResume} />
      </header>
      <StepBody run={run} step={step} node={node} after={varsAfter(steps, at, flow)} />
    </section>
  );
}

export function ResumeButton({ onResume }: { onResume: (() => void) | undefined }) {
  if (!onResume) return null;
  return (
    <Button
      className={classes.resume ?? ''}
      leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
      onClick={onResume}
    >
      Resume here…
    </Button>
  );
}

interface StepBodyProps {
  run: Run;
  step: Step;
  node: FlowNode | undefined;
  after: JsonObject | null;
}

/** The same without its head, for lists whose rows are heads already. */
export function StepBody({ run, step, node, after }: StepBodyProps) {
  return (
    <>
      {step.error ? <StepError step={step} /> : null}
      {step.incomplete ? (
        <Note tone="hold">The vars below are not what the node got: the platform has {step.incomplete} them.</Note>
      ) : null}
      {step.warnings.map((warning) => (
        <Note key={warning} tone="hold">
          {warning}
        </Note>
      ))}
      {step.request ? (
        <Sent run={run} step={step} node={node} />
      ) : node ? (
        <SetUp run={run} step={step} node={node} />
      ) : null}
      {step.output === null ? null : <Value title="Output" value={step.output} />}
      <Value title="Vars before" value={step.varsBefore} />
      <VarsAfter before={step.varsBefore} after={after} />
    </>
  );
}

/** The request as it went out, or as it came about. */
function Sent({ run, step, node }: Omit<StepBodyProps, 'after'>) {
  const [view, setView] = useState<'sent' | 'template'>('sent');
  const { request } = step;
  if (!request) return null;
  return (
    <div className={classes.exchange}>
      {node ? (
        <Segments
          label={`Request of ${step.nodeId}`}
          value={view}
          options={[
            { value: 'sent', label: 'As sent' },
            { value: 'template', label: 'From the template' },
          ]}
          onChange={setView}
        />
      ) : null}
      {node && view === 'template' ? (
        <Rendered
          label="Template and request"
          pieces={renderedRequest(node.config, request, valuesAt(run, step))}
          added="added when sent"
          unknown="not in the record"
        />
      ) : (
        <Exchange request={request} response={step.response} error={step.error} />
      )}
    </div>
  );
}

/** What the node was told to do; of templates, what they gave. */
function SetUp({ run, step, node }: Omit<StepBodyProps, 'after'> & { node: FlowNode }) {
  const { code } = node.config;
  if (node.type === 'customScript' && typeof code === 'string') return <ScriptView code={code} error={step.error} />;
  if (Object.keys(node.config).length === 0) return null;
  const values = valuesAt(run, step);
  const pieces =
    node.type === 'httpCall' ? renderedRequest(node.config, null, values) : renderedConfig(node.config, values);
  return (
    <>
      {pieces.length > 0 ? (
        <section>
          <h4 className={classes.title}>Templates, with what these vars give</h4>
          <Rendered label="Templates and values" pieces={missingFirst(pieces)} added="" />
        </section>
      ) : null}
      <details className={classes.fold}>
        <summary>How the node is set up</summary>
        <Value title="Configuration" value={node.config} />
      </details>
    </>
  );
}

/** What nothing was found for is why one looks here after a failure. */
function missingFirst(pieces: readonly RenderedPiece[]): RenderedPiece[] {
  const isMissing = ({ given }: RenderedPiece) => given.some(({ value }) => value === undefined);
  return [...pieces.filter(isMissing), ...pieces.filter((piece) => !isMissing(piece))];
}

function StepError({ step }: { step: Step }) {
  const { error } = step;
  const plain = explanation(step);
  if (!error) return null;
  return (
    <Note tone={step.outcome === 'unknown' ? 'unsure' : 'bad'}>
      <b className="wrap">{asSentence(error.message)}</b>
      {plain ? <p>{plain}</p> : null}
      <p className="faint small">
        {faultOf(step)} <Copy value={error.message} what="the error" />
      </p>
    </Note>
  );
}

function VarsAfter({ before, after }: { before: JsonObject; after: JsonObject | null }) {
  if (!after) return <p className="faint small">Nothing ran after this step, so what it left is not recorded.</p>;
  const changes = changesBetween(before, after);
  if (changes.length === 0) return <p className="faint small">It left the vars as they were.</p>;
  return (
    <section>
      <h4 className={classes.title}>
        Vars after: {plural(changes.length, 'change')}
        <Copy value={JSON.stringify(after, null, 2)} what="the vars after" />
      </h4>
      <Changes changes={changes} label="Changes of the vars" />
    </section>
  );
}
