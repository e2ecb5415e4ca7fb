/** Says, above every page, that nothing new comes at the moment, since when, and as of when the data is. All of it can be worked with. */
import { Tooltip } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Status } from '../../shared/contract/index.ts';
import { ago, fullTime, listTime } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import { useZone } from '../ui/preferences.ts';
import classes from './OfflineLine.module.css';
import { offlineOf } from './offline.ts';

/** A connection that is lost is mostly back within so long. */
const patienceMs = 2000;

export function OfflineLine({ status }: { status: Status | undefined }) {
  const now = useNow();
  const zone = useZone();
  const offline = status ? offlineOf(status) : null;
  // Counted from the loss and not from when this page came, so that a page opened offline stands still.
  if (!offline || (offline.since !== null && now - offline.since < patienceMs)) return null;
  const { since, asOf, why } = offline;
  return (
    <div className={classes.line} role="status">
      <IconCloudOff size={15} aria-hidden />
      <span>
        <b>{since === null ? 'Offline since Aftercall started' : `Offline since ${listTime(since, now, zone)}`}</b>
        {asOf === null ? null : (
          <>
            ,{' '}
            <Tooltip label={fullTime(asOf, zone)}>
              <span className="num">
                data as of {listTime(asOf, now, zone)} ({ago(asOf, now)})
              </span>
            </Tooltip>
          </>
        )}
        .
      </span>
      <span className={classes.why} title={why ?? undefined}>
        You can go on reading and reviewing. <Link to="/connections">Open Connections</Link>
      </span>
    </div>
  );
}
