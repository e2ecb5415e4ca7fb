/** Reading operations and their items. */
import type { Page } from '../../../../shared/contract/index.ts';
import type { Pace } from '../../../../shared/domain/bulk.ts';
import type {
  ItemState,
  OperationDetail,
  OperationItem,
  OperationRow,
  OperationTarget,
} from '../../../../shared/domain/operation.ts';
import type { Readable } from '../open.ts';
import { countLimit } from './paging.ts';

/** A planned operation as it was stored: what running it needs. */
export interface StoredOperation extends OperationDetail {
  /** JSON of what was asked for. */
  request: string;
  /** Whether somebody said "go on" after the canary. */
  goneOn: boolean;
}

/** One line of an operation's report. `attempt` and `run` are of what the item made, when it made something. */
export interface ReportRow {
  item: string;
  kind: 'message' | 'run';
  target: string;
  call: string | null;
  customer: string | null;
  where: string;
  state: ItemState;
  result: string | null;
  startedAt: number | null;
  finishedAt: number | null;
  httpStatus: number | null;
}

type Row = Omit<StoredOperation, 'counts' | 'items' | 'errors' | 'pace' | 'goneOn' | 'ratePerS' | 'secondsLeft'> & {
  number: number;
  pace: string | null;
  goneOn: number;
};

const columns = `number, id, kind, mode, executor, state, name, reason, actor, request, hash, created_at AS createdAt,
  started_at AS startedAt, finished_at AS finishedAt, why, total, pace, gone_on AS goneOn`;

interface ItemRow extends Omit<OperationItem, 'target' | 'ineligible' | 'risks' | 'facts'> {
  position: number;
  kind: OperationTarget['kind'];
  target: number;
  targetId: string;
  ineligible: string | null;
  risks: string;
  facts: string;
}

const items = `SELECT i.position, i.id, i.target_kind AS kind, i.target, i.target_id AS targetId, i.call_id AS callId,
    c.id AS callKey, i.state, i.started_at AS startedAt, i.finished_at AS finishedAt, i.result, i.ineligible, i.risks, i.facts
  FROM operation_item i LEFT JOIN call c ON c.connection_id = i.connection_id AND c.call_id = i.call_id`;

export type PlanFinding = 'will run' | 'cannot' | 'needs acknowledging';

/** How many items an operation is shown with. */
const shownItems = 50;

const before = (cursor: string | undefined): number =>
  cursor && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;
const after = (cursor: string | undefined): number => (cursor && /^\d{1,15}$/.test(cursor) ? Number(cursor) : -1);

const countedUpTo = (count: number): Page<unknown>['total'] => ({
  count: Math.min(count, countLimit),
  exact: count <= countLimit,
});

function targetOf(kind: OperationTarget['kind'], id: number, of: string): OperationTarget {
  switch (kind) {
    case 'message':
      return { kind, id, messageId: of };
    case 'run':
      return { kind, id, runId: of };
    case 'call':
      return { kind, id, callId: of };
  }
}

export function operationReaders(db: Readable) {
  const page = db.prepare<[number, number], Row>(
    `SELECT ${columns} FROM operation WHERE number < ? AND state <> 'planning' ORDER BY number DESC LIMIT ?`,
  );
  const byId = db.prepare<[string], Row>(`SELECT ${columns} FROM operation WHERE id = ? AND state <> 'planning'`);
  const itemsAfter = db.prepare<[string, number, number], ItemRow>(
    `${items} WHERE i.operation_id = ? AND i.position > ? ORDER BY i.position LIMIT ?`,
  );
  const itemsIn = db.prepare<[string, string, number, number], ItemRow>(
    `${items} WHERE i.operation_id = ? AND i.state = ? AND i.position > ? ORDER BY i.position LIMIT ?`,
  );
  /** What the plan found of them, in a state or in any. */
  const foundOf = (condition: string) => ({
    items: db.prepare<{ operationId: string; state: ItemState | null; from: number; limit: number }, ItemRow>(
      `${items} WHERE i.operation_id = @operationId AND i.position > @from AND ${condition}
         AND i.state = coalesce(@state, i.state) ORDER BY i.position LIMIT @limit`,
    ),
    count: db
      .prepare<[string, ItemState | null], number>(
        `SELECT count(*) FROM (SELECT 1 FROM operation_item i WHERE i.operation_id = ? AND ${condition}
           AND i.state = coalesce(?, i.state) LIMIT ${countLimit + 1})`,
      )
      .pluck(),
  });
  const found = {
    'will run': foundOf("i.ineligible IS NULL AND i.risks = '[]'"),
    cannot: foundOf('i.ineligible IS NOT NULL'),
    'needs acknowledging': foundOf("i.risks <> '[]' AND i.ineligible IS NULL"),
  } satisfies Record<PlanFinding, unknown>;
  const report = db.prepare<[string, number, number], ReportRow & { position: number }>(
    `SELECT i.position, i.id AS item, i.target_kind AS kind, i.target_id AS target, i.call_id AS "call",
       i.customer_number AS customer, i.host AS "where", i.state, i.result, i.started_at AS startedAt,
       i.finished_at AS finishedAt,
       (SELECT a.status FROM webhook_attempt a WHERE i.target_kind = 'message' AND a.message = i.target AND a.item_id = i.id)
         AS httpStatus
     FROM operation_item i WHERE i.operation_id = ? AND i.position > ? ORDER BY i.position LIMIT ?`,
  );
  const countsOf = db.prepare<[string], { state: ItemState; n: number }>(
    'SELECT state, n FROM operation_count WHERE operation_id = ? AND n > 0',
  );
  const lastIn = (state: 'failed' | 'unknown') =>
    db.prepare<[string], { message: string | null; at: number | null }>(
      `SELECT result AS message, finished_at AS at FROM operation_item WHERE operation_id = ? AND state = '${state}'
       ORDER BY position DESC LIMIT 1000`,
    );
  const last = [lastIn('failed'), lastIn('unknown')];
  const operationCount = db
    .prepare<[], number>(
      `SELECT count(*) FROM (SELECT 1 FROM operation WHERE number > 0 AND state <> 'planning' LIMIT ${countLimit + 1})`,
    )
    .pluck();
  const counts = (id: string): OperationRow['counts'] =>
    Object.fromEntries(countsOf.all(id).map(({ state, n }) => [state, n]));

  function errorsOf(id: string): OperationDetail['errors'] {
    const grouped = new Map<string, OperationDetail['errors'][number]>();
    for (const { message, at } of last.flatMap((each) => each.all(id))) {
      const known = grouped.get(message ?? '') ?? { message: message ?? '', count: 0, lastAt: 0 };
      grouped.set(known.message, { ...known, count: known.count + 1, lastAt: Math.max(known.lastAt, at ?? 0) });
    }
    return [...grouped.values()].sort((one, other) => other.count - one.count).slice(0, 10);
  }

  function operationRow({ number: _, request: __, hash: ___, pace: ____, goneOn: _____, ...row }: Row): OperationRow {
    return { ...row, counts: counts(row.id), ratePerS: null, secondsLeft: null };
  }

  function itemOf({ position: _, kind, target, targetId, ineligible, risks, facts, ...item }: ItemRow): OperationItem {
    return {
      ...item,
      target: targetOf(kind, target, targetId),
      ineligible: ineligible === null ? null : JSON.parse(ineligible),
      risks: JSON.parse(risks),
      facts: JSON.parse(facts),
    };
  }

  return {
    operationsPage({ cursor, limit }: { cursor?: string | undefined; limit: number }): Page<OperationRow> {
      const rows = page.all(before(cursor), limit + 1);
      const shown = rows.slice(0, limit);
      return {
        rows: shown.map(operationRow),
        next: rows.length > limit ? String(shown.at(-1)?.number) : undefined,
        total: countedUpTo(operationCount.get() ?? 0),
      };
    },
    operation(id: string): StoredOperation | null {
      const row = byId.get(id);
      if (!row) return null;
      const pace: Pace | null = row.pace === null ? null : JSON.parse(row.pace);
      return {
        ...operationRow(row),
        hash: row.hash,
        request: row.request,
        pace,
        goneOn: row.goneOn === 1,
        items: itemsAfter.all(id, -1, shownItems).map(itemOf),
        errors: errorsOf(id),
      };
    },
    /** `null` when there is no such operation. */
    operationItems(query: {
      operationId: string;
      state?: ItemState | undefined;
      plan?: PlanFinding | undefined;
      cursor?: string | undefined;
      limit: number;
    }): Page<OperationItem> | null {
      const { operationId, state, plan, limit } = query;
      const operation = byId.get(operationId);
      if (!operation) return null;
      const from = after(query.cursor);
      const rows = plan
        ? found[plan].items.all({ operationId, state: state ?? null, from, limit: limit + 1 })
        : state
          ? itemsIn.all(operationId, state, from, limit + 1)
          : itemsAfter.all(operationId, from, limit + 1);
      const shown = rows.slice(0, limit);
      return {
        rows: shown.map(itemOf),
        next: rows.length > limit ? String(shown.at(-1)?.position) : undefined,
        total: plan
          ? countedUpTo(found[plan].count.get(operationId, state ?? null) ?? 0)
          : { count: state ? (counts(operationId)[state] ?? 0) : operation.total, exact: true },
      };
    },
    reportRows: (id: string, position: number, limit: number): (ReportRow & { position: number })[] =>
      report.all(id, position, limit),
  };
}
