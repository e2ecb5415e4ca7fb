/** The writer counts an operation's items itself, once for all of a transaction: a trigger for each item cost more than moving it. */
import type { Migration } from './index.ts';

export const operationCounts: Migration = {
  version: 6,
  sql: `
DROP TRIGGER item_added;
DROP TRIGGER item_moved;
-- What is in flight is found by the index of active items.
DROP INDEX item_running;
`,
};
