/** What lint finds in a flow, the worst first; choosing a finding chooses its node. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Finding } from '../../../shared/domain/chain.ts';
import { plural } from '../../ui/format.ts';
import { State } from '../../ui/Words.tsx';
import classes from './findings.module.css';
import { SeverityWord } from './graph/Sign.tsx';

interface FindingsProps {
  findings: readonly Finding[];
  selected: string | undefined;
  onSelect(nodeId: string): void;
}

/** A flow of thousands of nodes can have as many. */
const atOnce = 200;

export function Findings({ findings, selected, onSelect }: FindingsProps) {
  const [most, setMost] = useState(atOnce);
  const rest = findings.length - most;
  if (findings.length === 0) return <State state="succeeded" word="No findings" />;
  return (
    <>
      <ol className={classes.list} aria-label="Findings">
        {findings.slice(0, most).map(({ rule, severity, nodeId, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: of two nodes with one id, both findings may read the same.
          <li key={index}>
            <button
              type="button"
              className={classes.finding}
              disabled={nodeId === null}
              aria-pressed={nodeId !== null && nodeId === selected}
              onClick={() => nodeId !== null && onSelect(nodeId)}
            >
              <span className={classes.rule}>
                <SeverityWord severity={severity} word={severity} />
                <span className="mono cut">{nodeId ?? 'the whole flow'}</span>
                <span className="faint small">{rule}</span>
              </span>
              <span className="wrap">{message}</span>
            </button>
          </li>
        ))}
      </ol>
      {rest > 0 ? (
        <Button className={classes.more ?? ''} onClick={() => setMost(most + atOnce)}>
          Show {rest > atOnce ? `${atOnce} more of ${plural(rest, 'finding')}` : plural(rest, 'more finding')}
        </Button>
      ) : null}
    </>
  );
}
