/** The places of the console, in the order of the rail, and what each has that needs someone. */
import {
  IconActivity,
  IconAlertTriangle,
  IconHeartbeat,
  IconLayoutDashboard,
  IconListCheck,
  IconListDetails,
  IconPhone,
  IconPlugConnected,
  IconPuzzle,
  IconRoute,
  IconTarget,
  IconWebhook,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Status } from '../../shared/contract/index.ts';
import type { KeyHelp } from '../ui/keys.ts';

export interface Place {
  to:
    | '/overview'
    | '/calls'
    | '/review'
    | '/webhooks'
    | '/chains'
    | '/incidents'
    | '/missing'
    | '/endpoints'
    | '/operations'
    | '/activity'
    | '/connections'
    | '/health';
  label: string;
  /** Pressed after `g`. */
  key: string;
  /** Begins another group. */
  apart?: true;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** `needs` says what of somebody: to put right what failed, or to do the day's work; `null` is a number to know. */
  figure?: (status: Status) => { value: number; of: string; needs: 'repair' | 'work' | null };
}

export const places: readonly Place[] = [
  { to: '/overview', key: 'o', label: 'Overview', icon: IconLayoutDashboard },
  {
    to: '/calls',
    key: 'c',
    label: 'Calls',
    icon: IconPhone,
    figure: (s) => ({ value: s.calls, of: 'calls', needs: null }),
  },
  {
    to: '/review',
    key: 'r',
    label: 'Review',
    icon: IconListCheck,
    figure: (s) => ({ value: s.toReview, of: 'left of today’s goal', needs: 'work' }),
  },
  {
    to: '/incidents',
    key: 'i',
    apart: true,
    label: 'Incidents',
    icon: IconAlertTriangle,
    figure: (s) => ({ value: s.openIncidents, of: 'open', needs: 'repair' }),
  },
  {
    to: '/webhooks',
    key: 'w',
    label: 'Webhooks',
    icon: IconWebhook,
    figure: (s) => ({ value: s.failedMessages, of: 'failed and not recovered', needs: 'repair' }),
  },
  {
    to: '/chains',
    key: 'h',
    label: 'Chains',
    icon: IconRoute,
    figure: (s) => ({ value: s.failedRuns, of: 'failed and not recovered', needs: 'repair' }),
  },
  {
    to: '/missing',
    key: 'm',
    label: 'Missing',
    icon: IconPuzzle,
    figure: (s) => ({ value: s.discrepancies, of: 'calls, runs and webhooks that do not match', needs: 'repair' }),
  },
  {
    to: '/operations',
    key: 'p',
    apart: true,
    label: 'Operations',
    icon: IconListDetails,
    figure: (s) => ({ value: s.activeOperations, of: 'running, paused or waiting for “go on”', needs: 'work' }),
  },
  { to: '/endpoints', key: 'e', label: 'Endpoints', icon: IconTarget },
  { to: '/activity', key: 'a', label: 'Activity', icon: IconActivity },
  {
    to: '/connections',
    key: 'n',
    label: 'Connections',
    icon: IconPlugConnected,
    figure: (s) => ({
      value: s.deadLetters + s.gaps + s.connections.filter((each) => each.state.phase === 'stopped').length,
      of: 'dead letters, gaps and stopped connections',
      needs: 'repair',
    }),
  },
  { to: '/health', key: 'b', label: 'Health', icon: IconHeartbeat },
];

/** The keys that lead to the places. */
export const goToKeys: readonly KeyHelp[] = [
  ...places.map(({ key, label }) => ({ keys: [`g ${key}`], what: label })),
  { keys: ['g s'], what: 'Settings' },
];
