/** What can be done from anywhere, and the ways to what has no place in the rail: sections of the settings, saved views. */
import { useMantineColorScheme } from '@mantine/core';
import type { SpotlightActionData } from '@mantine/spotlight';
import {
  IconAppWindow,
  IconBookmark,
  IconChartBar,
  IconClock,
  IconDatabase,
  IconKeyboard,
  IconListCheck,
  IconMoon,
  IconPlugConnected,
  IconSettings,
  IconSun,
} from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ViewScreen } from '../../shared/domain/view.ts';
import { settingsSections } from '../features/settings/sections.ts';
import { searchOfText } from '../features/views/search.ts';
import { machineIsInUtc, setPreference, usePreferences } from '../ui/preferences.ts';
import type { ZoneChoice } from '../ui/zones.ts';
import { api } from './client.ts';

export type Command = SpotlightActionData & { label: string };

const zoneWords: readonly [ZoneChoice, string][] = [
  ['mine', 'Show times in my zone'],
  ['utc', 'Show times in UTC'],
  ['call', 'Show times in each call’s own zone'],
];

const screensWithViews = [
  ['calls', 'Calls'],
  ['webhooks', 'Webhooks'],
  ['chains', 'Chains'],
  ['incidents', 'Incidents'],
] as const satisfies readonly [ViewScreen, string][];

/** Saved views are read while the palette is `opened`. */
export function useCommands(opened: boolean, onHelp: () => void): Command[] {
  const navigate = useNavigate();
  const { zone } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  const views = useQueries({
    queries: screensWithViews.map(([screen]) => ({
      ...api.views.list.queryOptions({ input: { screen } }),
      enabled: opened,
    })),
  });
  const saved = screensWithViews.flatMap(([screen, name], index) =>
    (views[index]?.data ?? []).map((view) => ({
      id: `view ${view.id}`,
      label: `${name}: ${view.name}`,
      leftSection: <IconBookmark size={16} />,
      onClick: () => navigate({ to: `/${screen}`, search: searchOfText(view.search) }),
    })),
  );
  const zones = zoneWords
    .filter(([value]) => value !== zone && !(machineIsInUtc && value === 'mine'))
    .map(([value, label]) => ({
      id: `zone ${value}`,
      label,
      leftSection: <IconClock size={16} />,
      onClick: () => setPreference('zone', value),
    }));
  const sections = settingsSections.map(({ id, label }) => ({
    id: `settings ${id}`,
    label: `Settings: ${label}`,
    leftSection: <IconSettings size={16} />,
    onClick: () => navigate({ to: '/settings', hash: id }),
  }));
  return [
    ...saved,
    {
      id: 'theme',
      label: dark ? 'Switch to the light theme' : 'Switch to the dark theme',
      leftSection: dark ? <IconSun size={16} /> : <IconMoon size={16} />,
      onClick: () => setColorScheme(dark ? 'light' : 'dark'),
    },
    ...zones,
    {
      id: 'window',
      label: 'Open this page in another window',
      leftSection: <IconAppWindow size={16} />,
      onClick: () => window.open(window.location.href),
    },
    {
      id: 'add',
      label: 'Add a connection',
      leftSection: <IconPlugConnected size={16} />,
      onClick: () => navigate({ to: '/connections', search: { edit: 'new' } }),
    },
    {
      id: 'backup',
      label: 'Back up or restore the mirror',
      leftSection: <IconDatabase size={16} />,
      onClick: () => navigate({ to: '/health' }),
    },
    {
      id: 'review report',
      label: 'Report of reviews',
      leftSection: <IconChartBar size={16} />,
      onClick: () => navigate({ to: '/review/report' }),
    },
    {
      id: 'review queue',
      label: 'New review queue',
      leftSection: <IconListCheck size={16} />,
      onClick: () => navigate({ to: '/review', search: { edit: 'new' } }),
    },
    {
      id: 'score card',
      label: 'Change the score card',
      leftSection: <IconListCheck size={16} />,
      onClick: () => navigate({ to: '/review', search: { edit: 'card' } }),
    },
    { id: 'keys', label: 'Show keyboard shortcuts', leftSection: <IconKeyboard size={16} />, onClick: onHelp },
    ...sections,
  ];
}
