/**
 * The demo's receivers, and the endpoints of its companies that lead to them: believable names over this machine's own HTTP services. Some
 * are well, some have had bad hours and are well again, some will never be.
 */
import type { Mode } from './modes.ts';

export interface ReceiverSpec {
  /** The path under `/receivers/`. */
  name: string;
  /** How it answers unless told otherwise. */
  mode: Mode;
  /** What it does when it has a bad hour. */
  trouble: Mode;
  /** Broken for good: a resend fails as the first try did. */
  broken: boolean;
}

const well = (name: string, trouble: Mode, mode: Mode = 'ok'): ReceiverSpec => ({ name, mode, trouble, broken: false });
const broken = (name: string, mode: Mode): ReceiverSpec => ({ name, mode, trouble: mode, broken: true });

export const receiverSpecs: readonly ReceiverSpec[] = [
  well('salesforce', '503'),
  well('billing', '429'),
  well('hubspot', '500'),
  well('slack', 'timeout', 'non-json'),
  well('pipedrive', '500'),
  well('data-lake', 'reset', 'huge'),
  well('booking', 'html'),
  well('tickets', '500'),
  well('meter-reports', '503'),
  broken('pbx-bridge', 'timeout'),
  broken('zoho', '301'),
  broken('warehouse', 'reset'),
  broken('survey', '410'),
];

export interface Endpoint {
  id: string;
  name: string;
  companyId: string;
  receiver: ReceiverSpec;
  /** Share of the company's calls that are sent to it. */
  share: number;
}

const endpoint = (id: string, name: string, companyId: string, receiver: string, share: number): Endpoint => ({
  id,
  name,
  companyId,
  receiver: receiverSpec(receiver),
  share,
});

export const endpoints: readonly Endpoint[] = [
  endpoint('ep_salesforce', 'Salesforce sync', 'rupaya', 'salesforce', 1),
  endpoint('ep_billing', 'Billing ledger', 'rupaya', 'billing', 0.45),
  endpoint('ep_pbx_bridge', 'Legacy PBX bridge', 'rupaya', 'pbx-bridge', 0.03),
  endpoint('ep_hubspot', 'HubSpot contacts', 'aurora', 'hubspot', 1),
  endpoint('ep_slack', 'Slack digest', 'aurora', 'slack', 0.35),
  endpoint('ep_zoho', 'Zoho CRM (old address)', 'aurora', 'zoho', 0.03),
  endpoint('ep_pipedrive', 'Pipedrive deals', 'sonnwerk', 'pipedrive', 1),
  endpoint('ep_data_lake', 'Data lake', 'sonnwerk', 'data-lake', 0.3),
  endpoint('ep_warehouse', 'Warehouse bus', 'sonnwerk', 'warehouse', 0.03),
  endpoint('ep_booking', 'Booking engine', 'alnoor', 'booking', 1),
  endpoint('ep_survey', 'Guest survey', 'alnoor', 'survey', 0.04),
];

/** Throws for a name nobody has. */
export function receiverSpec(name: string): ReceiverSpec {
  const spec = receiverSpecs.find((one) => one.name === name);
  if (spec === undefined)
    throw new RangeError(
      `there is no receiver "${name}"; known are ${receiverSpecs.map((one) => one.name).join(', ')}`,
    );
  return spec;
}
