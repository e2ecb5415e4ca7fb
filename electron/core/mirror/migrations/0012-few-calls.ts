/** Lists of the few calls that something failed for: what they are narrowed by lies in their indexes, and no other call is looked at. */
import type { Migration } from './index.ts';

/** The order of such lists, and what they are narrowed by. */
export const held = `ended_at, id, webhooks, chains, agent_name, agent_id, campaign, reason, disposition, connection_id, dialect, direction, ended_by,
  sentiment, success, duration_ms`;

export const fewCalls: Migration = {
  version: 12,
  sql: `
DROP INDEX call_failed;
CREATE INDEX call_failed ON call (${held}) WHERE webhooks = 'failed' OR chains = 'failed';
DROP INDEX call_webhooks_failed;
CREATE INDEX call_webhooks_failed ON call (${held}) WHERE webhooks = 'failed';
DROP INDEX call_chains_failed;
CREATE INDEX call_chains_failed ON call (${held}) WHERE chains = 'failed';
DROP INDEX call_recovered;
CREATE INDEX call_recovered ON call (${held}) WHERE webhooks = 'recovered' OR chains = 'recovered';
`,
};
