/** Where one begins: what happened in the chosen time, and what needs somebody now. */
import { Button } from '@mantine/core';
import { IconPhoneOff } from '@tabler/icons-react';
import type { Overview } from '../../../shared/domain/overview.ts';
import { useStatus } from '../../app/useStatus.ts';
import { useEngineGone } from '../../ui/engine-gone.ts';
import { clock, fullTime } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Awaiting, Empty, Failed } from '../../ui/Notices.tsx';
import { useNow } from '../../ui/now.ts';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { stretchWords } from '../../ui/range.ts';
import { useTitle } from '../../ui/useTitle.ts';
import { spaced } from '../calls/words.ts';
import { FailureChart, LengthChart, VolumeChart } from './Charts.tsx';
import { Endpoints } from './Endpoints.tsx';
import { Figures } from './Figures.tsx';
import { OpenIncidents } from './OpenIncidents.tsx';
import { Outline } from './Outline.tsx';
import classes from './overview.module.css';
import { useOverview } from './queries.ts';
import { Shares } from './Shares.tsx';
import { StreamHealth } from './StreamHealth.tsx';

export function OverviewScreen() {
  useTitle('Overview');
  const { data, error, refetch, dataUpdatedAt, zone, isPlaceholderData } = useOverview();
  const gone = useEngineGone();
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <PageTitle>Overview</PageTitle>
        {data ? (
          <p className="dim num">
            <Shown overview={data} zone={zone} />
          </p>
        ) : null}
        {data && (error || gone) ? (
          <span className={classes.stale} role="status">
            Data as of <span title={fullTime(dataUpdatedAt, zone)}>{clock(dataUpdatedAt, zone)}</span>
            {error ? (
              <>
                , could not be refreshed. <Button onClick={() => void refetch()}>Try again</Button>
              </>
            ) : null}
          </span>
        ) : null}
      </header>
      {data ? (
        <div aria-busy={isPlaceholderData}>{data.hasCalls ? <Everything overview={data} /> : <Nothing />}</div>
      ) : error ? (
        <Failed what="the overview" error={error} retry={() => void refetch()} />
      ) : (
        <Awaiting>
          <Outline />
        </Awaiting>
      )}
    </div>
  );
}

function Everything({ overview }: { overview: Overview }) {
  return (
    <>
      <Figures overview={overview} />
      <div className={classes.pair}>
        <VolumeChart overview={overview} />
        <FailureChart overview={overview} />
        <OpenIncidents />
        <StreamHealth />
        <LengthChart overview={overview} />
        <Shares
          overview={overview}
          field="reason"
          title="Hangup reasons"
          shares={overview.reasons}
          noun={['reason', 'reasons']}
          words={spaced}
        />
        <Shares
          overview={overview}
          field="agent"
          title="By agent"
          shares={overview.agents}
          noun={['agent', 'agents']}
        />
        <Shares
          overview={overview}
          field="campaign"
          title="By campaign"
          shares={overview.campaigns}
          noun={['campaign', 'campaigns']}
        />
      </div>
      <Endpoints overview={overview} />
    </>
  );
}

/** Which time this is, and what it is compared with. */
function Shown({ overview, zone }: { overview: Overview; zone: string }) {
  const now = useNow();
  const { range } = usePreferences();
  const { from, before } = overview;
  const until =
    typeof range === 'string'
      ? `${stretchWords({ from, to: from }, zone, now).split(' – ')[0]} until now`
      : stretchWords(overview, zone, now);
  return before ? `${until}, against ${stretchWords(before, zone, now)}` : until;
}

function Nothing() {
  const status = useStatus();
  const connected = (status?.connections.length ?? 0) > 0;
  return (
    <>
      <Empty
        icon={IconPhoneOff}
        title="No call has ended yet"
        action={
          connected ? (
            <LinkButton to="/connections">Open Connections</LinkButton>
          ) : (
            <LinkButton to="/connections" search={{ edit: 'new' }} variant="filled">
              Add a connection
            </LinkButton>
          )
        }
      >
        {connected
          ? 'Figures and charts appear here as soon as the first call ends or past calls have arrived.'
          : 'Connect a platform; its past calls come first, then those that end from now on.'}
      </Empty>
      <div className={classes.pair}>
        <StreamHealth />
      </div>
    </>
  );
}
