/** Operations on many items: their pace and their state between two stretches of work, and what the plan found of each item. */
import type { Migration } from './index.ts';

export const bulk: Migration = {
  version: 4,
  sql: `
-- JSON; null for an operation on a single item.
ALTER TABLE operation ADD COLUMN pace TEXT;
ALTER TABLE operation ADD COLUMN why TEXT;
ALTER TABLE operation ADD COLUMN total INTEGER NOT NULL DEFAULT 1;
-- 1 once somebody said "go on" after the canary.
ALTER TABLE operation ADD COLUMN gone_on INTEGER NOT NULL DEFAULT 0;
DROP INDEX operation_active;
CREATE INDEX operation_active ON operation (number) WHERE state IN ('running', 'waiting', 'paused');
CREATE INDEX operation_planning ON operation (number) WHERE state = 'planning';

ALTER TABLE operation_item ADD COLUMN customer_number TEXT;
-- What the pace counts by, and whose failures hold the others back.
ALTER TABLE operation_item ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE operation_item ADD COLUMN endpoint TEXT NOT NULL DEFAULT '';
-- JSON, as the plan found them.
ALTER TABLE operation_item ADD COLUMN ineligible TEXT;
ALTER TABLE operation_item ADD COLUMN risks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE operation_item ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';
CREATE INDEX item_state ON operation_item (operation_id, state, position);
CREATE INDEX item_running ON operation_item (operation_id) WHERE state = 'running';

-- How many items are in which state, so that no screen counts them.
CREATE TABLE operation_count (
  operation_id TEXT NOT NULL,
  state        TEXT NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (operation_id, state)
) STRICT, WITHOUT ROWID;
INSERT INTO operation_count SELECT operation_id, state, count(*) FROM operation_item GROUP BY operation_id, state;
CREATE TRIGGER item_added AFTER INSERT ON operation_item BEGIN
  INSERT INTO operation_count VALUES (new.operation_id, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER item_moved AFTER UPDATE OF state ON operation_item WHEN old.state <> new.state BEGIN
  UPDATE operation_count SET n = n - 1 WHERE operation_id = old.operation_id AND state = old.state;
  INSERT INTO operation_count VALUES (new.operation_id, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
`,
};
