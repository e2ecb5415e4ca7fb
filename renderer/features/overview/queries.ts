/** What the overview asks core for. New calls arrive many times a second; the numbers move at a pace that can be read. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../app/client.ts';
import { useStatus } from '../../app/useStatus.ts';
import { zoneName } from '../../ui/format.ts';
import { usePreferences, useZone } from '../../ui/preferences.ts';

const paceMs = 3000;
/** The stretch itself moves on though nothing changes. */
const hourlyMs = 60_000;

export function useOverview() {
  const { range } = usePreferences();
  const zone = useZone();
  const query = useQuery({
    ...api.overview.charts.queryOptions({ input: { range, zone: zoneName(zone) } }),
    placeholderData: keepPreviousData,
    refetchInterval: hourlyMs,
  });
  const { refetch } = query;
  const readAt = useRef(0);
  readAt.current = query.dataUpdatedAt;
  const revision = useStatus()?.revision;
  useEffect(() => {
    if (revision === undefined || readAt.current === 0) return;
    const timer = setTimeout(() => void refetch(), Math.max(0, readAt.current + paceMs - Date.now()));
    return () => clearTimeout(timer);
  }, [revision, refetch]);
  return { ...query, zone };
}

const shownIncidents = 6;

export function useOpenIncidents() {
  return useQuery(api.incidents.page.queryOptions({ input: { show: 'open', limit: shownIncidents } }));
}
