/** Then against now: a run and one of its replays, node by node. */
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { JsonChange, NodeComparison, NodeStanding, RunComparison } from '../../../shared/domain/chain.ts';
import { duration, nothing } from '../../ui/format.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { State } from '../../ui/Words.tsx';
import { Changes } from './Changes.tsx';
import { useRunComparison } from './queries.ts';
import classes from './thennow.module.css';

export function ThenNow({ id, replayId }: { id: number; replayId: number }) {
  return (
    <Loaded query={useRunComparison(id, replayId)} what="the comparison" height={240}>
      {(comparison) => <Comparison comparison={comparison} />}
    </Loaded>
  );
}

function Comparison({ comparison }: { comparison: RunComparison }) {
  const { event, vars, nodes } = comparison;
  return (
    <div className={classes.whole}>
      <section>
        <h4>What it began with</h4>
        {event.length + vars.length === 0 ? (
          <p className="faint small">The same event and vars.</p>
        ) : (
          <Changes label="Changes of the input" changes={[...prefixed('event', event), ...prefixed('vars', vars)]} />
        )}
      </section>
      <div className={classes.scroller}>
        <table className={classes.table} aria-label="Then against now">
          <thead>
            <tr>
              <th scope="col">Node</th>
              <th scope="col">Then</th>
              <th scope="col">Now</th>
              <th scope="col" className={classes.figure}>
                Vars
              </th>
              <th scope="col" className={classes.figure}>
                Request
              </th>
              <th scope="col" className={classes.figure}>
                Response
              </th>
              <th scope="col" className={classes.figure}>
                Time
              </th>
              <th scope="col">In short</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <NodeRows key={`${node.nodeId} ${node.iteration}`} node={node} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const standings: Record<NodeStanding, string> = {
  same: 'the same',
  changed: 'different',
  reused: 'taken over',
  'not reached': 'not reached now',
  new: 'only now',
};

function NodeRows({ node }: { node: NodeComparison }) {
  const outcomeChanged = node.outcome.before !== node.outcome.after && node.outcome.before !== null;
  const details = node.vars.length + node.request.length + node.response.length + node.output.length > 0;
  const both = node.position.before !== null && node.position.after !== null;
  const errors = node.error.before !== null || node.error.after !== null;
  const foldable = details || (errors && node.standing === 'changed');
  const [open, setOpen] = useState(outcomeChanged && node.standing === 'changed');
  return (
    <>
      <tr data-standing={node.standing}>
        <th scope="row">
          <button
            type="button"
            className={classes.fold}
            disabled={!foldable}
            aria-expanded={foldable ? open : undefined}
            onClick={() => setOpen(!open)}
          >
            <IconChevronRight size={12} data-open={open || undefined} data-none={!foldable || undefined} aria-hidden />
            <span className="mono cut">{node.nodeId}</span>
            <span className="faint small">
              {node.type}
              {node.iteration > 0 ? `, round ${node.iteration + 1}` : ''}
            </span>
          </button>
        </th>
        <td>
          <State state={node.outcome.before ?? 'none'} quiet />
        </td>
        <td>
          <State state={node.outcome.after ?? 'none'} quiet />
        </td>
        <Figure changes={node.vars} both={both} />
        <Figure changes={node.request} both={both} />
        <Figure changes={node.response} both={both} />
        <td className={classes.figure}>
          {[node.durationMs.before, node.durationMs.after]
            .filter((each) => each !== null)
            .map(duration)
            .join(' → ')}
        </td>
        <td className="dim">{standings[node.standing]}</td>
      </tr>
      {open && foldable ? (
        <tr className={classes.open}>
          <td colSpan={8}>
            <NodeDetails node={node} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Figure({ changes, both }: { changes: readonly JsonChange[]; both: boolean }) {
  const none = both ? '=' : nothing;
  return (
    <td className={classes.figure}>{changes.length === 0 ? <span className="faint">{none}</span> : changes.length}</td>
  );
}

const parts = ['vars', 'request', 'response', 'output'] as const;

function NodeDetails({ node }: { node: NodeComparison }) {
  return (
    <div className={classes.details}>
      {node.error.before?.message !== node.error.after?.message ? (
        <section>
          <h4>Error</h4>
          <p className="wrap">
            Then: {node.error.before?.message ?? nothing}
            <br />
            Now: {node.error.after?.message ?? nothing}
          </p>
        </section>
      ) : null}
      {parts.map((part) =>
        node[part].length > 0 ? (
          <section key={part}>
            <h4>{part === 'vars' ? 'Vars before' : part.charAt(0).toUpperCase() + part.slice(1)}</h4>
            <Changes changes={node[part]} label={`Changes of the ${part} of ${node.nodeId}`} />
          </section>
        ) : null,
      )}
    </div>
  );
}

function prefixed(name: string, changes: readonly JsonChange[]): JsonChange[] {
  return changes.map((change) => ({ ...change, path: change.path === '' ? name : `${name}.${change.path}` }));
}
