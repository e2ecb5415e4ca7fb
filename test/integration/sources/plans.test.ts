/** No query of mappings and receivers looks at all there is. */
import { expect, test } from 'vitest';
import { mirrorForTest } from '../mirror/mirror.ts';

test.each([
  [
    'unread payloads',
    `SELECT e.seq FROM dead_letter d INDEXED BY dead_letter_kind JOIN event e ON e.seq = d.event_seq
     WHERE d.connection_id = 'c' AND d.code = 'unknown dialect' AND d.id > 1 AND d.resolved_at IS NULL ORDER BY d.id LIMIT 9`,
  ],
  [
    'letters to check again',
    `SELECT id FROM dead_letter WHERE connection_id = 'c' AND code = 'bad signature' AND resolved_at IS NULL
     AND event_seq IS NULL AND bytes IS NOT NULL AND id > 1 ORDER BY id LIMIT 9`,
  ],
  [
    'the problem of an event',
    `SELECT d.code FROM source s JOIN event e ON e.source_id = s.id AND e.event_id = 'x'
     JOIN dead_letter d ON d.event_seq = e.seq WHERE s.uri = 'y' AND d.resolved_at IS NULL`,
  ],
  [
    'the last import of a file',
    `SELECT * FROM import_job WHERE connection_id = 'c' AND digest = 'd' ORDER BY id DESC LIMIT 1`,
  ],
  ['the mapping in use', `SELECT * FROM mapping WHERE connection_id = 'c' ORDER BY version DESC LIMIT 1`],
])('%s are found by an index, in order', (_what, sql) => {
  const plan = mirrorForTest()
    .rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .map(({ detail }) => detail);
  expect(plan.filter((line) => /^SCAN|TEMP B-TREE/.test(line))).toEqual([]);
});
