/** Reading operations, their items, and the audit. */
import type { Page } from '../../../../shared/contract/index.ts';
import type {
  AuditRow,
  ItemState,
  OperationDetail,
  OperationItem,
  OperationRow,
} from '../../../../shared/domain/operation.ts';
import { verifyAudit } from '../audit.ts';
import type { Readable } from '../open.ts';

/** A planned operation as it was stored: what running it needs. */
export interface StoredOperation extends OperationDetail {
  /** JSON of what was asked for. */
  request: string;
}

interface Row extends Omit<OperationRow, 'counts'> {
  number: number;
  request: string;
  hash: string;
}

const columns = `number, id, kind, mode, executor, state, name, reason, actor, request, hash, created_at AS createdAt,
  started_at AS startedAt, finished_at AS finishedAt`;

interface ItemRow extends Omit<OperationItem, 'target'> {
  kind: 'message' | 'run';
  target: number;
  targetId: string;
}

const before = (cursor: string | undefined): number =>
  cursor && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;

export function operationReaders(db: Readable) {
  const page = db.prepare<[number, number], Row>(
    `SELECT ${columns} FROM operation WHERE number < ? ORDER BY number DESC LIMIT ?`,
  );
  const byId = db.prepare<[string], Row>(`SELECT ${columns} FROM operation WHERE id = ?`);
  const itemsOf = db.prepare<[string], ItemRow>(
    `SELECT i.id, i.target_kind AS kind, i.target, i.target_id AS targetId, i.call_id AS callId, c.id AS callKey, i.state,
       i.started_at AS startedAt, i.finished_at AS finishedAt, i.result
     FROM operation_item i LEFT JOIN call c ON c.connection_id = i.connection_id AND c.call_id = i.call_id
     WHERE i.operation_id = ? ORDER BY i.position`,
  );
  const countsOf = db.prepare<[string], { state: ItemState; n: number }>(
    'SELECT state, count(*) AS n FROM operation_item WHERE operation_id = ? GROUP BY state',
  );
  const lines = db.prepare<[number, number], Omit<AuditRow, 'detail'> & { detail: string }>(
    'SELECT id, at, actor, action, subject, detail, hash FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
  );
  // Both only grow, one by one, so the newest key is the count.
  const operationCount = db.prepare<[], { n: number | null }>('SELECT max(number) AS n FROM operation');
  const auditCount = db.prepare<[], { n: number | null }>('SELECT max(id) AS n FROM audit');

  const counts = (id: string): OperationRow['counts'] =>
    Object.fromEntries(countsOf.all(id).map(({ state, n }) => [state, n]));

  function operationRow({ number: _, request: __, hash: ___, ...row }: Row): OperationRow {
    return { ...row, counts: counts(row.id) };
  }

  return {
    operationsPage({ cursor, limit }: { cursor?: string | undefined; limit: number }): Page<OperationRow> {
      const rows = page.all(before(cursor), limit + 1);
      const shown = rows.slice(0, limit);
      return {
        rows: shown.map(operationRow),
        next: rows.length > limit ? String(shown.at(-1)?.number) : undefined,
        total: { count: operationCount.get()?.n ?? 0, exact: true },
      };
    },
    operation(id: string): StoredOperation | null {
      const row = byId.get(id);
      if (!row) return null;
      return {
        ...operationRow(row),
        hash: row.hash,
        request: row.request,
        items: itemsOf.all(id).map(({ kind, target, targetId, ...item }) => ({
          ...item,
          target:
            kind === 'message' ? { kind, id: target, messageId: targetId } : { kind, id: target, runId: targetId },
        })),
      };
    },
    auditPage({ cursor, limit }: { cursor?: string | undefined; limit: number }): Page<AuditRow> {
      const rows = lines.all(before(cursor), limit + 1);
      const shown = rows.slice(0, limit);
      return {
        rows: shown.map(({ detail, ...line }) => ({ ...line, detail: JSON.parse(detail) })),
        next: rows.length > limit ? String(shown.at(-1)?.id) : undefined,
        total: { count: auditCount.get()?.n ?? 0, exact: true },
      };
    },
    verifyAudit: () => verifyAudit(db),
  };
}
