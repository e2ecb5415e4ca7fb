/** The command palette (⌘K): screens, calls that match what is typed, and what can be done from anywhere. */
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconArrowRight,
  IconPhone,
  IconRoute,
  IconSearch,
  IconSettings,
  IconTarget,
  IconWebhook,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { matchWords } from '../features/calls/match.ts';
import { dispositionWords, spaced } from '../features/calls/words.ts';
import { callLength, listTime, nothing } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import { useZone } from '../ui/preferences.ts';
import { api } from './client.ts';
import { type Command, useCommands } from './commands.tsx';
import { places } from './places.ts';

/** Where what is typed can be searched for beyond the few calls that are shown. */
const listsToSearch = [
  { to: '/calls', of: 'Calls', icon: IconPhone },
  { to: '/webhooks', of: 'Webhooks', icon: IconWebhook },
  { to: '/chains', of: 'Chain runs', icon: IconRoute },
] as const;

export function Palette({ onHelp }: { onHelp(): void }) {
  const navigate = useNavigate();
  const zone = useZone();
  const now = useNow();
  const [query, setQuery] = useState('');
  const [opened, setOpened] = useState(false);
  const [text] = useDebouncedValue(query.trim(), 150);
  const calls = useQuery({
    ...api.calls.page.queryOptions({ input: { limit: 5, ...(text ? { text } : {}) } }),
    enabled: opened,
    placeholderData: keepPreviousData,
  });

  const endpoints = useQuery({ ...api.endpoints.list.queryOptions(), enabled: opened });

  const screens = [...places, { to: '/settings', label: 'Settings', icon: IconSettings } as const];
  const wanted = query.trim().toLowerCase();
  const fits = (label: string) => wanted === '' || label.toLowerCase().includes(wanted);
  const begins = (action: { label: string }) => wanted !== '' && action.label.toLowerCase().startsWith(wanted);

  const found: Command[] = (calls.data?.rows ?? []).map((call) => {
    const label = [call.customerNumber ?? call.callId, call.customerName].filter(Boolean).join('  ');
    const line = [
      listTime(call.endedAt, now, zone),
      call.agentName ?? call.agentId ?? nothing,
      callLength(call.durationMs),
      call.disposition ? dispositionWords(call.disposition) : call.reason ? spaced(call.reason) : '',
    ];
    const match = text ? matchWords(call, text, `${label} ${line.join(' ')}`) : '';
    return {
      id: `call ${call.id}`,
      label,
      description: [...line, match].filter(Boolean).join(' · '),
      leftSection: <IconPhone size={16} stroke={1.6} />,
      onClick: () => navigate({ to: '/calls/$id', params: { id: call.id } }),
    };
  });
  const wider: Command[] = text
    ? listsToSearch.map(({ to, of, icon: Icon }) => ({
        id: `all ${to}`,
        label: `${of} with “${text}”`,
        leftSection: <Icon size={16} stroke={1.6} />,
        rightSection: <IconArrowRight size={14} />,
        onClick: () => navigate({ to, search: to === '/calls' ? { text } : { text, show: 'all' } }),
      }))
    : [];
  const endpointsFound: Command[] = wanted
    ? (endpoints.data ?? [])
        .filter(({ name, url }) => `${name} ${url}`.toLowerCase().includes(wanted))
        .slice(0, 5)
        .map(({ connectionId, endpointId, name, url }) => ({
          id: `endpoint ${connectionId} ${endpointId}`,
          label: name || endpointId,
          description: url,
          leftSection: <IconTarget size={16} stroke={1.6} />,
          onClick: () => navigate({ to: '/endpoints/$connectionId/$endpointId', params: { connectionId, endpointId } }),
        }))
    : [];
  const screensFound: Command[] = screens
    .filter((screen) => fits(screen.label))
    .map((screen) => ({
      id: screen.to,
      label: screen.label,
      leftSection: <screen.icon size={16} stroke={1.6} />,
      rightSection: <IconArrowRight size={14} />,
      onClick: () => navigate({ to: screen.to }),
    }));
  const actions = useCommands(opened, onHelp).filter((action) => fits(action.label));

  // Who types the beginning of a name means that; calls match in many a field.
  const groups: SpotlightActionGroupData[] = [
    { group: 'Go to', actions: [...screensFound, ...actions].filter(begins) },
    { group: text ? 'Calls' : 'Newest calls', actions: found },
    { group: 'Endpoints', actions: endpointsFound },
    { group: 'Search in full', actions: wider },
    { group: 'Screens', actions: screensFound.filter((place) => !begins(place)) },
    { group: 'Actions', actions: actions.filter((action) => !begins(action)) },
  ];

  // The list arrives after the search box has chosen its first row, so that Enter would choose nothing.
  useEffect(() => {
    if (!opened || text !== query.trim() || calls.isFetching) return;
    const list = document.querySelector('.mantine-Spotlight-actionsList');
    if (!list?.querySelector('[data-selected]')) {
      list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
    }
  }, [opened, text, query, calls.isFetching]);

  return (
    <Spotlight
      actions={groups.filter((group) => group.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      filter={(_, actions) => actions}
      nothingFound={calls.isFetching ? 'Searching…' : 'Nothing matches'}
      attributes={{ content: { 'aria-label': 'Search anything' } }}
      shortcut={['mod + K']}
      scrollable
      maxHeight={440}
      size={600}
      transitionProps={{ duration: 120 }}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} />,
        placeholder: 'Number, name, id, endpoint, screen or action',
        'aria-label': 'Search anything',
      }}
    />
  );
}
