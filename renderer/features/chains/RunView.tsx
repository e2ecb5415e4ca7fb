/** A chain run with its lineage: the original, every replay of it, and the steps of the chosen one. */
import { Button, Tooltip } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Run, RunDetail } from '../../../shared/domain/chain.ts';
import { Copy } from '../../ui/Copy.tsx';
import { duration, plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import { asSentence } from '../../ui/sentence.ts';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { useSheet } from '../operations/sheet.ts';
import classes from './chains.module.css';
import { Steps, Value } from './Steps.tsx';

const triggers = { onCallEnd: 'when the call ended', hangup: 'at the hang-up node' } as const;

export function RunView({ detail, at, withCall }: { detail: RunDetail; at: number | undefined; withCall: boolean }) {
  const { original, replays } = detail;
  const sheet = useSheet();
  const [chosen, setChosen] = useState<number>(at ?? original.id);
  const lineage = [original, ...replays];
  const run = lineage.find((each) => each.id === chosen) ?? original;

  useEffect(() => {
    if (at !== undefined && (at === original.id || replays.some((each) => each.id === at))) setChosen(at);
  }, [at, original.id, replays]);

  return (
    <article className={classes.run} aria-label={`Run of ${original.flowName}`}>
      <header className={classes.head}>
        <div className={classes.names}>
          <h3>
            <bdi>{original.flowName || original.flowId}</bdi> <span className="faint">v{original.version}</span>
          </h3>
          <State chip state={original.state} word={stateWord(detail)} />
          <Tooltip label="Plan a replay of this run from its start. Nothing is sent before you say so.">
            <Button
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
        <ol className={classes.lineage}>
          {lineage.map((each, index) => (
            <li key={each.id}>
              <button type="button" aria-pressed={each.id === run.id} onClick={() => setChosen(each.id)}>
                <span>{index === 0 ? 'Original' : `Replay ${index}`}</span>
                <State state={index === 0 ? (each.trace.some(isUnknown) ? 'unknown' : 'failed') : each.state} />
                <span className="dim cut">{byWhom(each)}</span>
                <span className={classes.when}>
                  <ListTime at={each.startedAt} />
                </span>
              </button>
            </li>
          ))}
        </ol>
      ) : null}
      {run === original ? (
        original.error ? (
          <Note tone={original.trace.some(isUnknown) ? 'unsure' : 'bad'}>
            Ended at <span className="mono">{original.failedNode}</span>: {asSentence(original.error.message)}
          </Note>
        ) : null
      ) : (
        <p className={classes.meta}>
          <span>
            Replayed <FullTime at={run.startedAt} />
          </span>
          <span>{byWhom(run)}</span>
          {run.operation?.reason ? <span>because “{run.operation.reason}”</span> : null}
        </p>
      )}
      <Steps key={run.id} steps={run.trace} />
      <details className={classes.input}>
        <summary>What it began with</summary>
        <Value title="event" value={run.event} />
        <Value title="vars" value={run.vars} />
      </details>
    </article>
  );
}

const isUnknown = (step: Run['trace'][number]) => step.outcome === 'unknown';

function byWhom(run: Run): string {
  return run.operation ? `by ${run.operation.actor}, ${run.by}` : `by the ${run.by}`;
}

function stateWord({ original }: RunDetail): string {
  return original.state === 'recovered' && original.recoveredBy !== null
    ? `recovered by replay ${original.recoveredBy}`
    : original.state;
}
