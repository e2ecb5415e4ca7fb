/**
 * The endpoints of the demo's companies: believable names over this machine's own receivers. Some are well, some have had an outage and are
 * well again, some will never be.
 */
import type { Mode } from './modes.ts';

/** How a failed delivery to the endpoint looked in the past. */
export type PastFailure =
  | 'server error'
  | 'unavailable'
  | 'rate limited'
  | 'bad gateway page'
  | 'timeout'
  | 'reset'
  | 'moved'
  | 'gone';

export interface Endpoint {
  id: string;
  name: string;
  companyId: string;
  /** The path under `/receivers/`. */
  receiver: string;
  mode: Mode;
  /** Share of the company's calls that are sent to it. */
  share: number;
  /** What went wrong there when something did. */
  past: PastFailure;
  /** Broken for good: a resend fails as the first try did. */
  broken: boolean;
}

export const endpoints: readonly Endpoint[] = [
  {
    id: 'ep_salesforce',
    name: 'Salesforce sync',
    companyId: 'rupaya',
    receiver: 'salesforce',
    mode: 'ok',
    share: 1,
    past: 'unavailable',
    broken: false,
  },
  {
    id: 'ep_billing',
    name: 'Billing ledger',
    companyId: 'rupaya',
    receiver: 'billing',
    mode: 'limited',
    share: 0.45,
    past: 'rate limited',
    broken: false,
  },
  {
    id: 'ep_pbx_bridge',
    name: 'Legacy PBX bridge',
    companyId: 'rupaya',
    receiver: 'pbx-bridge',
    mode: 'timeout',
    share: 0.03,
    past: 'timeout',
    broken: true,
  },
  {
    id: 'ep_hubspot',
    name: 'HubSpot contacts',
    companyId: 'aurora',
    receiver: 'hubspot',
    mode: 'outages',
    share: 1,
    past: 'server error',
    broken: false,
  },
  {
    id: 'ep_slack',
    name: 'Slack digest',
    companyId: 'aurora',
    receiver: 'slack',
    mode: 'non-json',
    share: 0.35,
    past: 'timeout',
    broken: false,
  },
  {
    id: 'ep_zoho',
    name: 'Zoho CRM (old address)',
    companyId: 'aurora',
    receiver: 'zoho',
    mode: '301',
    share: 0.04,
    past: 'moved',
    broken: true,
  },
  {
    id: 'ep_pipedrive',
    name: 'Pipedrive deals',
    companyId: 'sonnwerk',
    receiver: 'pipedrive',
    mode: 'ok',
    share: 1,
    past: 'server error',
    broken: false,
  },
  {
    id: 'ep_data_lake',
    name: 'Data lake',
    companyId: 'sonnwerk',
    receiver: 'data-lake',
    mode: 'huge',
    share: 0.3,
    past: 'reset',
    broken: false,
  },
  {
    id: 'ep_warehouse',
    name: 'Warehouse bus',
    companyId: 'sonnwerk',
    receiver: 'warehouse',
    mode: 'reset',
    share: 0.04,
    past: 'reset',
    broken: true,
  },
  {
    id: 'ep_booking',
    name: 'Booking engine',
    companyId: 'alnoor',
    receiver: 'booking',
    mode: 'html outages',
    share: 1,
    past: 'bad gateway page',
    broken: false,
  },
  {
    id: 'ep_survey',
    name: 'Guest survey',
    companyId: 'alnoor',
    receiver: 'survey',
    mode: '410',
    share: 0.05,
    past: 'gone',
    broken: true,
  },
];

/** Receivers that only chains call. */
export const chainReceivers: readonly { receiver: string; name: string; mode: Mode }[] = [
  { receiver: 'tickets', name: 'Ticket desk', mode: 'ok' },
  { receiver: 'meter-reports', name: 'Meter reports', mode: 'outages' },
];

export const endpointById = (id: string): Endpoint | undefined => endpoints.find((endpoint) => endpoint.id === id);
