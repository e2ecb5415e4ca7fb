/** The writer counts an operation's items itself, once for all of a transaction; and what a plan found amiss can be paged through. */
import type { Migration } from './index.ts';

export const operationCounts: Migration = {
  version: 6,
  sql: `
DROP TRIGGER item_added;
DROP TRIGGER item_moved;
-- What is in flight is found by the index of active items.
DROP INDEX item_running;

-- What a plan found amiss is little among much.
CREATE INDEX item_cannot ON operation_item (operation_id, position) WHERE ineligible IS NOT NULL;
CREATE INDEX item_risky ON operation_item (operation_id, position) WHERE risks <> '[]';
`,
};
