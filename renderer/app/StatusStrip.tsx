/** The bottom line: how much data, how fresh, what is behind. */
import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { Status } from '../../shared/contract/index.ts';
import { ago, bytes, count, fullTime, plural, type Zone } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import { useZone } from '../ui/preferences.ts';
import type { EngineState } from './engine.ts';
import classes from './Frame.module.css';
import { useBehind } from './useBehind.ts';

export function StatusStrip({ status, engine }: { status: Status | undefined; engine: EngineState }) {
  const now = useNow();
  const zone = useZone();
  const behind = useBehind(status?.searchBehind ?? 0);
  return (
    <footer className={classes.strip}>
      {(status ? parts(status, behind, now, zone) : [<span key="wait">{waitWords(engine)}</span>]).map(
        (part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts are always the same, in the same order.
          <Fragment key={index}>
            {index > 0 ? (
              <span className={classes.sep} aria-hidden>
                ·
              </span>
            ) : null}
            {part}
          </Fragment>
        ),
      )}
    </footer>
  );
}

function waitWords(engine: EngineState): string {
  if (engine.phase === 'connected') return 'Reading the mirror…';
  return engine.opening ? 'Opening the mirror…' : 'No engine yet';
}

function parts(status: Status, behind: number, now: number, zone: Zone): ReactNode[] {
  return [
    <span key="calls">{plural(status.calls, 'call')}</span>,
    status.newestCallAt === null ? (
      <span key="newest">nothing received yet</span>
    ) : (
      <Tooltip key="newest" label={`The newest call ended ${fullTime(status.newestCallAt, zone)}`}>
        <span>newest {ago(status.newestCallAt, Math.max(now, status.newestCallAt + 100))}</span>
      </Tooltip>
    ),
    behind > 0 ? (
      <Tooltip key="search" label="Events whose words cannot be searched for yet. Lists and details are up to date.">
        <span data-tone="hold">search {count(behind)} behind</span>
      </Tooltip>
    ) : null,
    <span key="mirror">mirror {bytes(status.mirrorBytes)}</span>,
    status.deadLetters > 0 ? (
      <Link key="dead" to="/connections" search={{ show: 'dead letters' }} data-tone="hold">
        {plural(status.deadLetters, 'dead letter')}
      </Link>
    ) : null,
    status.gaps > 0 ? (
      <Link key="gaps" to="/connections" search={{ show: 'gaps' }} data-tone="hold">
        {count(status.gaps)} {status.gaps === 1 ? 'gap' : 'gaps'}
      </Link>
    ) : null,
  ].filter((part) => part !== null);
}
