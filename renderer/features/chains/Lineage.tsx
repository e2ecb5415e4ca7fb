/** The original and every replay of it: how each went, who did it, when, why, and from where. */
import type { Run } from '../../../shared/domain/chain.ts';
import { nothing } from '../../ui/format.ts';
import { ListTime } from '../../ui/Time.tsx';
import { State, type StateName } from '../../ui/Words.tsx';
import classes from './lineage.module.css';

interface LineageProps {
  /** The original first. */
  runs: readonly Run[];
  chosen: number;
  onChoose(id: number): void;
}

export function Lineage({ runs, chosen, onChoose }: LineageProps) {
  return (
    <ol className={classes.lineage} aria-label="Original and replays">
      {runs.map((run, index) => (
        <li key={run.id}>
          <button
            type="button"
            className={classes.run}
            aria-pressed={run.id === chosen}
            onClick={() => onChoose(run.id)}
          >
            <span className={classes.which}>{index === 0 ? 'Original' : `Replay ${index}`}</span>
            <State state={stateOf(run, index === 0)} quiet={index === 0} />
            <bdi className={classes.who}>{byWhom(run)}</bdi>
            <span className={classes.how}>{howOf(run)}</span>
            <bdi className={classes.why} title={run.operation?.reason ?? undefined}>
              {run.operation?.reason ? `“${run.operation.reason}”` : nothing}
            </bdi>
            <span className={classes.when}>
              <ListTime at={run.startedAt} />
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** That the original was recovered since is said in the header; here stands how it went itself. */
function stateOf(run: Run, isOriginal: boolean): StateName {
  if (run.trace.some((step) => step.outcome === 'unknown')) return 'unknown';
  return isOriginal && run.state === 'recovered' ? 'failed' : run.state;
}

export function byWhom(run: Run): string {
  return run.operation ? `${run.operation.actor}, ${run.by}` : `the ${run.by}`;
}

export function howOf({ operation, version }: Run): string {
  if (!operation) return `v${version}`;
  const { resume, patch, fresh } = operation;
  const from = resume ? `from ${resume.nodeId}` : 'from the start';
  return [`v${version}`, from, ...(patch ? ['edited'] : []), ...(fresh ? ['fresh time'] : [])].join(', ');
}
