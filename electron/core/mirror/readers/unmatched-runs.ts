/** Calls whose after-call chain never ran, and runs whose call was never reported. */
import type { Readable } from '../open.ts';
import { type Amiss, endOfStretch, type Look, type Stretch, stretchSql } from './call-stretch.ts';

const newestFlow = (column: string): string => `(SELECT f.${column} FROM chain f
  WHERE f.connection_id = seen.connection_id AND f.flow_id = seen.flow_id ORDER BY f.version DESC, f.seq DESC LIMIT 1)`;

const common = `seen.id, seen.ended_at AS at, seen.connection_id, seen.call_id, seen.customer_number, seen.flow_id,
  ${newestFlow('name')} AS flow_name, NULL AS endpoint_id, NULL AS endpoint_name`;

/** Each walks an index of the few calls it can be about. */
const calls = {
  withoutRun: ['call_without_run', `flow_id IS NOT NULL AND chains = 'none' AND reported = 1`],
  unreported: ['call_unreported', 'flow_id IS NOT NULL AND reported = 0'],
} as const;

const callsWithoutRun = `SELECT ${common}, NULL AS run, NULL AS run_id
  FROM (${stretchSql('*', ...calls.withoutRun)}) seen WHERE ${newestFlow('has_chain')} = 1`;

// Some platforms tell of a call by its run alone; only where others of the flow are reported is one missing.
const runsWithoutCall = `SELECT ${common}, r.id AS run, r.run_id FROM (${stretchSql('*', ...calls.unreported)}) seen
  CROSS JOIN chain_run r ON r.connection_id = seen.connection_id AND r.call_id = seen.call_id AND r.root IS NULL
  WHERE EXISTS (SELECT 1 FROM call k
    WHERE k.connection_id = seen.connection_id AND k.flow_id = seen.flow_id AND k.reported = 1)`;

export function unmatchedRuns(db: Readable): Record<'call without run' | 'run without call', Look> {
  const look = (sql: string, [index, of]: readonly [index: string, of: string]): Look => {
    const amiss = db.prepare<[Stretch], Amiss>(sql);
    return { amiss: (stretch) => amiss.iterate(stretch), end: endOfStretch(db, index, of) };
  };
  return {
    'call without run': look(callsWithoutRun, calls.withoutRun),
    'run without call': look(runsWithoutCall, calls.unreported),
  };
}
