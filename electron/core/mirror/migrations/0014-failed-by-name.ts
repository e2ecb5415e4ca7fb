/** An agent's failed calls, and a campaign's: what is asked for most, and a few thousand entries of all that failed may hold none of it. */
import { held } from './0012-few-calls.ts';
import type { Migration } from './index.ts';

const failed = `webhooks = 'failed' OR chains = 'failed'`;

export const failedByName: Migration = {
  version: 14,
  sql: `
CREATE INDEX call_agent_failed ON call (coalesce(agent_name, agent_id), ${held}) WHERE ${failed};
CREATE INDEX call_campaign_failed ON call (campaign, ${held.replace('campaign, ', '')}) WHERE ${failed};
`,
};
