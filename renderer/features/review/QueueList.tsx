/** The calls of a queue, left of the one that is read: who, when, and what was marked so far. */
import { Button, Skeleton } from '@mantine/core';
import { IconCheck, IconFlagFilled } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { CallRow } from '../../../shared/domain/call.ts';
import { callLength, nothing } from '../../ui/format.ts';
import { ListTime } from '../../ui/Time.tsx';
import classes from './review.module.css';

interface QueueListProps {
  rows: readonly CallRow[] | undefined;
  selected: number | undefined;
  onSelect(id: number): void;
  /** Set where more may follow; `undefined` at the end. */
  onMore: (() => void) | undefined;
  loadingMore: boolean;
}

export function QueueList({ rows, selected, onSelect, onMore, loadingMore }: QueueListProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-call="${selected}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  if (!rows) {
    return (
      <div className={classes.queue} aria-busy="true">
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <Skeleton key={row} height={40} m={8} width="auto" />
        ))}
      </div>
    );
  }
  return (
    <nav className={classes.queue} aria-label="Queue">
      <ol ref={list}>
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className={classes.row}
              data-call={row.id}
              data-on={row.id === selected || undefined}
              aria-current={row.id === selected || undefined}
              data-done={row.review.reviewed || undefined}
              onClick={() => onSelect(row.id)}
            >
              <span className={classes.rowTop}>
                <span className="mono cut">{row.customerNumber ?? row.customerName ?? row.callId}</span>
                <Marks row={row} />
              </span>
              <span className={classes.rowUnder}>
                <span className="cut">
                  <bdi>{row.agentName ?? row.agentId ?? nothing}</bdi> · {callLength(row.durationMs)}
                </span>
                <ListTime at={row.endedAt} assumed={row.endedAtAssumed} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      {onMore ? (
        <Button className={classes.more} variant="subtle" loading={loadingMore} onClick={onMore}>
          {rows.length === 0 ? 'Look further back' : 'More'}
        </Button>
      ) : null}
    </nav>
  );
}

function Marks({ row }: { row: CallRow }) {
  const { reviewed, flagged, score } = row.review;
  return (
    <span className={classes.marks}>
      {score === null ? null : <span className="num">{score}/5</span>}
      {flagged ? <IconFlagFilled size={13} role="img" aria-label="flagged" data-tone="hold" /> : null}
      {reviewed ? <IconCheck size={14} stroke={2.2} role="img" aria-label="reviewed" data-tone="good" /> : null}
    </span>
  );
}
