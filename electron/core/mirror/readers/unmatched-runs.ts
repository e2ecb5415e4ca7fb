/** Calls whose after-call chain never ran, and runs whose call was never reported. */
import type { Readable } from '../open.ts';
import { type Amiss, endOfStretch, type Look, type Stretch, stretchSql } from './call-stretch.ts';

interface Call {
  id: number;
  at: number;
  connection_id: string;
  call_id: string;
  customer_number: string | null;
  flow_id: string;
}

const columns = 'id, ended_at AS at, connection_id, call_id, customer_number, flow_id';

/** Each is an index of the few calls it can be about. */
const withoutRun = ['call_without_run', `flow_id IS NOT NULL AND chains = 'none' AND reported = 1`] as const;
const unreported = ['call_unreported', 'flow_id IS NOT NULL AND reported = 0'] as const;

export function unmatchedRuns(db: Readable): Record<'call without run' | 'run without call', Look> {
  const newestFlow = db.prepare<[string, string], { name: string; has_chain: number }>(
    `SELECT name, has_chain FROM chain WHERE connection_id = ? AND flow_id = ? ORDER BY version DESC, seq DESC LIMIT 1`,
  );
  const anyReported = db.prepare<[string, string], { id: number }>(
    'SELECT id FROM call WHERE connection_id = ? AND flow_id = ? AND reported = 1 LIMIT 1',
  );
  const runsOf = db.prepare<[string, string], { id: number; run_id: string }>(
    'SELECT id, run_id FROM chain_run WHERE connection_id = ? AND call_id = ? AND root IS NULL ORDER BY id',
  );
  const callsWithoutRun = db.prepare<[Stretch], Call>(stretchSql(columns, ...withoutRun));
  const callsUnreported = db.prepare<[Stretch], Call>(stretchSql(columns, ...unreported));

  return {
    'call without run': {
      *amiss(stretch) {
        const flowOf = byFlow((connectionId, flowId) => newestFlow.get(connectionId, flowId));
        for (const call of callsWithoutRun.iterate(stretch)) {
          const flow = flowOf(call);
          if (flow?.has_chain === 1) yield unmatched(call, flow.name, null);
        }
      },
      end: endOfStretch(db, ...withoutRun),
    },
    'run without call': {
      *amiss(stretch) {
        // Some platforms tell of a call by its run alone; only where others of the flow are reported is one missing.
        const isReported = byFlow((connectionId, flowId) => anyReported.get(connectionId, flowId) !== undefined);
        const flowOf = byFlow((connectionId, flowId) => newestFlow.get(connectionId, flowId));
        for (const call of callsUnreported.iterate(stretch)) {
          if (!isReported(call)) continue;
          for (const run of runsOf.all(call.connection_id, call.call_id))
            yield unmatched(call, flowOf(call)?.name ?? null, run);
        }
      },
      end: endOfStretch(db, ...unreported),
    },
  };
}

/** Asked once for each flow, of which there are few. */
function byFlow<T>(ask: (connectionId: string, flowId: string) => T): (call: Call) => T {
  const known = new Map<string, { answer: T }>();
  return ({ connection_id, flow_id }) => {
    const key = JSON.stringify([connection_id, flow_id]);
    const found = known.get(key) ?? { answer: ask(connection_id, flow_id) };
    known.set(key, found);
    return found.answer;
  };
}

const unmatched = (call: Call, flowName: string | null, run: { id: number; run_id: string } | null): Amiss => ({
  ...call,
  flow_name: flowName,
  run: run?.id ?? null,
  run_id: run?.run_id ?? null,
  endpoint_id: null,
  endpoint_name: null,
});
