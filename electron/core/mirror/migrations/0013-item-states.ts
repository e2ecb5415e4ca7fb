/**
 * Of an operation's items only those in a state that somebody asks for stand in an index of it: a resend that succeeds moves each from
 * one state to the next twice, and wrote four entries for it that nobody read.
 */
import type { Migration } from './index.ts';

export const itemStates: Migration = {
  version: 13,
  sql: `
DROP INDEX item_state;
CREATE INDEX item_planned ON operation_item (operation_id, position) WHERE state = 'planned';
CREATE INDEX item_failed ON operation_item (operation_id, position) WHERE state = 'failed';
CREATE INDEX item_unknown ON operation_item (operation_id, position) WHERE state = 'unknown';
`,
};
