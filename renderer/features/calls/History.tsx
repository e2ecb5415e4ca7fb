/** The calls with the same person, the newest first, with this one in its place among them. */
import { Button, Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Page } from '../../../shared/contract/index.ts';
import type { CallDetail, CallRow } from '../../../shared/domain/call.ts';
import { api } from '../../app/client.ts';
import { callLength, plural, total } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Awaiting, Empty, Failed } from '../../ui/Notices.tsx';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { DirectionIcon } from './columns.tsx';
import classes from './History.module.css';
import { placed } from './history.ts';
import { dispositionWords, spaced } from './words.ts';

const pageSize = 50;

export function useRelated(id: number, enabled: boolean) {
  return useInfiniteQuery({
    ...api.calls.related.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, limit: pageSize, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last: Page<CallRow>) => last.next,
    }),
    enabled,
  });
}

export function History({ call }: { call: CallDetail }) {
  const related = useRelated(call.id, call.customerNumber !== null);
  const others = useMemo(() => related.data?.pages.flatMap((page) => page.rows) ?? [], [related.data]);
  const { rows, later, earlier } = placed(call, others);
  const found = related.data?.pages[0]?.total;

  if (call.customerNumber === null) {
    return (
      <Empty icon={IconHistory} title="Customer unknown">
        The platform did not say who this call was with, so their other calls cannot be found.
      </Empty>
    );
  }
  if (related.error && !related.data) {
    return <Failed what="the other calls" error={related.error} retry={() => void related.refetch()} />;
  }
  if (related.isPending) {
    return (
      <Awaiting>
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} height={32} mb={4} radius={4} />
        ))}
      </Awaiting>
    );
  }
  if (others.length === 0) {
    return (
      <Empty icon={IconHistory} title="The only call with this person">
        Further calls with <span className="mono">{call.customerNumber}</span> appear here as they end.
      </Empty>
    );
  }
  return (
    <section className={classes.history} aria-label="Calls with this person">
      <div className={classes.bar}>
        <span className="faint small num">
          {found
            ? `${total(found)} more ${found.count === 1 && found.exact ? 'call' : 'calls'} with this person`
            : null}
        </span>
        <Step call={earlier} label="Earlier call" icon={<IconArrowDown size={14} aria-hidden />} />
        <Step call={later} label="Later call" icon={<IconArrowUp size={14} aria-hidden />} />
      </div>
      <ol className={classes.list}>
        {rows.map((row) => (
          <li key={row.id} aria-current={row.id === call.id || undefined}>
            {row.id === call.id ? (
              <span className={classes.row}>
                <Line row={row} />
              </span>
            ) : (
              <Link to="/calls/$id" params={{ id: row.id }} className={classes.row}>
                <Line row={row} />
              </Link>
            )}
          </li>
        ))}
      </ol>
      {related.hasNextPage ? (
        <Button variant="default" loading={related.isFetchingNextPage} onClick={() => void related.fetchNextPage()}>
          Show {plural(pageSize, 'earlier call')}
        </Button>
      ) : null}
    </section>
  );
}

function Step({ call, label, icon }: { call: CallRow | undefined; label: string; icon: React.ReactNode }) {
  if (!call) return null;
  return (
    <LinkButton to="/calls/$id" params={{ id: call.id }} variant="default" leftSection={icon}>
      {label}
    </LinkButton>
  );
}

function Line({ row }: { row: CallRow }) {
  const outcome = row.disposition ? dispositionWords(row.disposition) : row.reason ? spaced(row.reason) : '';
  return (
    <>
      <ListTime at={row.endedAt} assumed={row.endedAtAssumed} />
      <DirectionIcon direction={row.direction} />
      <bdi className="cut">{row.agentName}</bdi>
      <span className="num">{callLength(row.durationMs)}</span>
      <bdi className={`${classes.outcome} cut`} title={row.summary ?? outcome}>
        {outcome}
      </bdi>
      <State state={row.webhooks} of="webhooks" quiet />
    </>
  );
}
