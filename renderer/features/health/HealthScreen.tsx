/** How the mirror is: what comes in, what is behind, how large it is, whether it is sound, and its backups. */
import { Link } from '@tanstack/react-router';
import type { Status } from '../../../shared/contract/index.ts';
import type { Health } from '../../../shared/domain/upkeep.ts';
import { useStatus } from '../../app/useStatus.ts';
import figures from '../../ui/figures.module.css';
import { bytes, count, nothing } from '../../ui/format.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Ago } from '../../ui/Time.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { Backups } from './Backups.tsx';
import { Checks } from './Checks.tsx';
import { Dropped } from './Dropped.tsx';
import { ExportEvents } from './ExportEvents.tsx';
import classes from './health.module.css';
import { useHealth } from './queries.ts';
import { Done, SlowQueries } from './Records.tsx';
import { Sizes } from './Sizes.tsx';

/** Some times what it grows to before what it holds is put in its place, and what is kept of it then. */
const largeLog = 256 * 1024 * 1024;

export function HealthScreen() {
  useTitle('Health');
  const health = useHealth();
  const status = useStatus();
  return (
    <div className={classes.page}>
      <PageTitle>Health</PageTitle>
      <Loaded query={health} what="how the mirror is">
        {(now) => (
          <>
            <Figures health={now} status={status} />
            {now.files.wal > largeLog && (
              <p role="status" className={classes.heldOpen}>
                The mirror’s log is large: something, another program maybe, has been reading the mirror for long. It
                shrinks when that ends.
              </p>
            )}
            <div className={classes.columns}>
              <div>
                <Backups {...now} />
                <Sizes sizes={now.sizes} />
              </div>
              <div>
                <Checks lastCheck={now.lastCheck} running={now.running} />
                <ExportEvents />
                <Dropped {...now} />
                <Done done={now.done} />
                <SlowQueries slow={now.slow} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Figures({ health, status }: { health: Health; status: Status | undefined }) {
  const rate = status?.connections.reduce((sum, each) => sum + each.rate, 0);
  return (
    <dl className={`${figures.figures} ${classes.figures}`} aria-label="In short">
      <Figure
        name="Incoming events"
        value={rate === undefined ? nothing : `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`}
      />
      <div>
        <dt>Newest call</dt>
        <dd>{status?.newestCallAt ? <Ago at={status.newestCallAt} /> : nothing}</dd>
      </div>
      <Figure
        name="Search index"
        value={health.searchBehind === 0 ? 'up to date' : `${count(health.searchBehind)} behind`}
      />
      <Figure name="Events" value={count(health.events)} />
      <Figure name="Mirror with its log" value={bytes(health.files.mirror + health.files.wal)} />
      <Figure name="Write-ahead log" value={bytes(health.files.wal)} />
      <Figure name="Search file" value={bytes(health.files.search)} />
      <Figure name="Free disk space" value={bytes(health.diskFree)} />
      <div>
        <dt>Dead letters</dt>
        <dd>
          <Link to="/connections" search={{ show: 'dead letters' }}>
            {status ? count(status.deadLetters) : nothing}
          </Link>
        </dd>
      </div>
      <div>
        <dt>Gaps</dt>
        <dd>
          <Link to="/connections" search={{ show: 'gaps' }}>
            {status ? count(status.gaps) : nothing}
          </Link>
        </dd>
      </div>
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
