/** Two versions of a flow: which nodes came, went, or are different, and in what. */
import type { EdgeChange, FlowDiff, JsonChange } from '../../../shared/domain/chain.ts';
import { plural } from '../../ui/format.ts';
import { Changes } from './Changes.tsx';
import classes from './flow.module.css';

export function FlowDiffView({ diff, onSelect }: { diff: FlowDiff; onSelect?: (nodeId: string) => void }) {
  const { added, removed, changed, unchanged } = diff;
  const isSame = added.length + removed.length + changed.length === 0;
  return (
    <div className={classes.diff}>
      <p>
        {isSame
          ? `Versions ${diff.from} and ${diff.to} do the same.`
          : `From version ${diff.from} to ${diff.to}: ${counted(diff)}, ${unchanged} as before.`}
      </p>
      {added.map(({ nodeId, type }) => (
        <p key={`+${nodeId}`} className={classes.change} data-change="added">
          <b>+</b> <NodeName nodeId={nodeId} onSelect={onSelect} /> <span className="faint">{type}</span>
        </p>
      ))}
      {removed.map(({ nodeId, type }) => (
        <p key={`-${nodeId}`} className={classes.change} data-change="removed">
          <b>−</b> <span className="mono">{nodeId}</span> <span className="faint">{type}</span>
        </p>
      ))}
      {changed.map(({ nodeId, type, config, edges }) => (
        <section key={nodeId}>
          <p className={classes.change} data-change="changed">
            <b>~</b> <NodeName nodeId={nodeId} onSelect={onSelect} />{' '}
            {type ? (
              <span className="faint">
                was {type.from}, is {type.to}
              </span>
            ) : null}
          </p>
          <Changes changes={[...config, ...edges.map(edgeChange)]} label={`What is different in ${nodeId}`} />
        </section>
      ))}
    </div>
  );
}

function NodeName({ nodeId, onSelect }: { nodeId: string; onSelect: ((nodeId: string) => void) | undefined }) {
  if (!onSelect) return <span className="mono">{nodeId}</span>;
  return (
    <button type="button" className={classes.name} onClick={() => onSelect(nodeId)}>
      {nodeId}
    </button>
  );
}

function counted({ added, removed, changed }: FlowDiff): string {
  const parts = [
    added.length > 0 ? `${plural(added.length, 'node')} added` : '',
    removed.length > 0 ? `${plural(removed.length, 'node')} removed` : '',
    changed.length > 0 ? `${plural(changed.length, 'node')} changed` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function edgeChange({ event, from, to }: EdgeChange): JsonChange {
  return { path: `${event} →`, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
}
