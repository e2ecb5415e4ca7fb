/**
 * The demo's receivers, and the endpoints of its companies that lead to them: believable names over this machine's own HTTP services. Some
 * are well, some have had bad hours and are well again, some will never be. Those that sign do so as the vendor documents it, or as the
 * receiver asks.
 */
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import { companies } from '../generator/companies.ts';
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
  well('pipedrive', '422'),
  well('data-lake', 'reset', 'huge'),
  well('booking', 'html'),
  well('tickets', '500'),
  well('meter-reports', '503'),
  well('risk', '503'),
  well('loyalty', '401', 'strict'),
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
  /** Share of the company's calls that are sent to it. One that gets all of them is subscribed to them. */
  share: number;
  scheme: SigningScheme;
  /** For so many hours before the demo begins, every try met the receiver's trouble. */
  downForHours: number;
  /** A host of its own that no name server knows, instead of the receiver. */
  lostHost: string | null;
}

const endpoint = (
  id: string,
  name: string,
  companyId: string,
  receiver: string,
  share: number,
  more: Partial<Pick<Endpoint, 'scheme' | 'downForHours' | 'lostHost'>> = {},
): Endpoint => ({
  id,
  name,
  companyId,
  receiver: receiverSpec(receiver),
  share,
  scheme: vendorScheme(companyId),
  downForHours: 0,
  lostHost: null,
  ...more,
});

/** Seeds 003 and 004 sign in a way of their own, 002 does not. */
function vendorScheme(companyId: string): SigningScheme {
  const dialect = companies.find(({ id }) => id === companyId)?.dialect;
  return dialect === 'replicer' || dialect === 'altur' ? { kind: dialect } : { kind: 'none' };
}

const standard: SigningScheme = { kind: 'standard-webhooks' };
const hub: SigningScheme = {
  kind: 'hmac',
  header: 'X-Hub-Signature-256',
  hash: 'sha256',
  encoding: 'hex',
  prefix: 'sha256=',
};

export const endpoints: readonly Endpoint[] = [
  endpoint('ep_salesforce', 'Salesforce sync', 'rupaya', 'salesforce', 1, { scheme: standard }),
  endpoint('ep_billing', 'Billing ledger', 'rupaya', 'billing', 0.45, { scheme: hub }),
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

/**
 * Where a whole stretch of messages failed for one cause: a service that was down for days, one that has rotated its secret without telling,
 * a host that is gone. Drawn apart from the others.
 */
export const troubledEndpoints: readonly Endpoint[] = [
  endpoint('ep_risk', 'Risk scoring', 'rupaya', 'risk', 1, { scheme: hub, downForHours: 48 }),
  endpoint('ep_loyalty', 'Loyalty points', 'rupaya', 'loyalty', 0.2, { scheme: standard, downForHours: 72 }),
  endpoint('ep_partner', 'Partner portal', 'sonnwerk', 'survey', 0.08, { lostHost: 'hooks.partner-portal.invalid' }),
];

export const allEndpoints: readonly Endpoint[] = [...endpoints, ...troubledEndpoints];

/** The receiver that accepts only a secret that nobody has told this platform. */
export const rotated = 'loyalty';

/** `origin`: where this platform listens. */
export const addressOf = ({ receiver, lostHost }: Endpoint, origin: string): string =>
  lostHost === null ? `${origin}/receivers/${receiver.name}` : `https://${lostHost}/calls`;

/** Throws for a name nobody has. */
export function receiverSpec(name: string): ReceiverSpec {
  const spec = receiverSpecs.find((one) => one.name === name);
  if (spec === undefined)
    throw new RangeError(
      `there is no receiver "${name}"; known are ${receiverSpecs.map((one) => one.name).join(', ')}`,
    );
  return spec;
}
