/** Reading of an operation's items what carrying them out needs: those that may run, their endpoints, what the plan found of them. */
import type { Ineligible, ItemState } from '../../../../shared/domain/operation.ts';
import type { Readable } from '../open.ts';

/** An item that is yet to run, or runs: what a schedule needs of it. */
export interface ItemToRun {
  id: string;
  position: number;
  target: number;
  customerNumber: string | null;
  host: string;
  /** With its connection, as `itemEndpoints` tells it. */
  endpoint: string;
}

export interface ItemEndpoint {
  /** As items name it. */
  key: string;
  connectionId: string;
  endpointId: string;
}

/** An endpoint's id is its connection's. */
const endpointKey = `connection_id || ' ' || endpoint`;

export function itemsToRunReaders(db: Readable) {
  const inState = (state: 'planned' | 'running') =>
    db.prepare<[string, number, number], ItemToRun>(
      `SELECT id, position, target, customer_number AS customerNumber, host, ${endpointKey} AS endpoint
       FROM operation_item WHERE operation_id = ? AND state = '${state}' AND position > ? ORDER BY position LIMIT ?`,
    );
  const toRun = { planned: inState('planned'), running: inState('running') };
  const endpointsOf = db.prepare<[string], ItemEndpoint>(
    `SELECT DISTINCT ${endpointKey} AS key, connection_id AS connectionId, endpoint AS endpointId
     FROM operation_item WHERE operation_id = ?`,
  );
  const runnable = db.prepare<[string, string], { eligible: number; willRun: number }>(
    `SELECT count(*) AS eligible, coalesce(sum(risks = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(risks)
       WHERE value ->> 'code' NOT IN (SELECT value FROM json_each(?)))), 0) AS willRun
     FROM operation_item WHERE operation_id = ? AND state = 'planned' AND ineligible IS NULL`,
  );
  const oneIneligible = db.prepare<[string], { told: string }>(
    'SELECT ineligible AS told FROM operation_item WHERE operation_id = ? AND ineligible IS NOT NULL LIMIT 1',
  );
  const riskCodes = db
    .prepare<[string], string>(
      `SELECT DISTINCT risk.value ->> 'code' FROM operation_item i, json_each(i.risks) risk
       WHERE i.operation_id = ? AND i.state = 'planned' AND i.ineligible IS NULL AND i.risks <> '[]'`,
    )
    .pluck();
  const factsOf = db.prepare<[string], { facts: string }>('SELECT facts FROM operation_item WHERE id = ?');
  const stateOf = db.prepare<[string], { state: ItemState }>('SELECT state FROM operation_item WHERE id = ?');

  return {
    itemEndpoints: (operationId: string): ItemEndpoint[] => endpointsOf.all(operationId),
    /** In the order of sending, from behind `position`. */
    itemsToRun: (id: string, state: 'planned' | 'running', position: number, limit: number): ItemToRun[] =>
      toRun[state].all(id, position, limit),
    /**
     * How many of a plan's items can run, how many will with these codes of risks acknowledged, one example of what stands against the
     * others, and the codes that are missing.
     */
    runnable(
      id: string,
      acknowledged: readonly string[],
    ): { eligible: number; willRun: number; ineligible: Ineligible | null; missing: string[] } {
      const { eligible = 0, willRun = 0 } = runnable.get(JSON.stringify(acknowledged), id) ?? {};
      const example = oneIneligible.get(id);
      return {
        eligible,
        willRun,
        ineligible: example ? JSON.parse(example.told) : null,
        missing: riskCodes.all(id).filter((code) => !acknowledged.includes(code)),
      };
    },
    /** As JSON, for each of `ids`. */
    itemFacts: (ids: readonly string[]): string[] => ids.map((id) => factsOf.get(id)?.facts ?? '{}'),
    itemState: (id: string): ItemState | null => stateOf.get(id)?.state ?? null,
  };
}
