/** Reading the state of the mirror itself: numbers for the frame, raw events, dead letters, gaps. */
import type { Figures, Page, RawEvent } from '../../../../shared/contract/index.ts';
import type { DeadLetter, Gap } from '../../../../shared/domain/connection.ts';
import type { Readable } from '../open.ts';
import type { SearchIndex } from '../search/index-reader.ts';

/** How much of an event's text the console is given. */
const shownBytes = 4 << 20;

/** What the status takes from the database; the rest core knows itself. */
export interface MirrorFigures extends Figures {
  perConnection: Record<string, { gaps: number; deadLetters: number; epoch: string | null; position: string | null }>;
}

const letterColumns = `id, connection_id AS connectionId, at, code, reason, position, event_seq AS eventSeq, type,
  size AS bytes, retried, resolved_at AS resolvedAt`;

/** Numbers of another area. */
interface Counts {
  discrepancies(): number;
  toReview(): number;
}

export function systemReaders(db: Readable, search: SearchIndex, counts: Counts) {
  const newestEvent = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM event');
  const gauges = db.prepare<[], { metric: string; value: number }>(`SELECT metric, value FROM rollup
    WHERE bucket = 0 AND metric IN ('calls', 'messages failed', 'runs failed', 'incidents open')`);
  const newest = db.prepare<[], { at: number | null }>('SELECT max(ended_at) AS at FROM call');
  // Named, because the planner would rather look at every dead letter there ever was in the order of their connections.
  const openLetters = db.prepare<[], { id: string; n: number }>(
    `SELECT connection_id AS id, count(*) AS n FROM dead_letter INDEXED BY dead_letter_open WHERE resolved_at IS NULL
     GROUP BY connection_id`,
  );
  const gapCounts = db.prepare<[], { id: string; n: number }>(
    'SELECT connection_id AS id, count(*) AS n FROM gap GROUP BY connection_id',
  );
  const positions = db.prepare<[], { id: string; epoch: string | null; position: string | null }>(
    'SELECT connection_id AS id, epoch, sequence AS position FROM stream_position',
  );
  const active = db.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM operation WHERE state IN ('running', 'waiting', 'paused')`,
  );
  const gaps = db.prepare<[], Gap>(
    `SELECT id, connection_id AS connectionId, at, from_epoch AS fromEpoch, from_position AS fromPosition,
       to_epoch AS toEpoch, to_position AS toPosition, why FROM gap ORDER BY id DESC LIMIT 1000`,
  );
  const event = db.prepare<[number, number], Omit<RawEvent, 'text' | 'truncated'> & { head: Buffer }>(
    `SELECT seq, event_id AS eventId, type, uri AS source, received_at AS receivedAt, size AS bytes,
       substr(bytes, 1, ?) AS head FROM ledger JOIN source ON source.id = source_id WHERE seq = ?`,
  );
  const letters = db.prepare<[number, number], DeadLetter>(
    `SELECT ${letterColumns} FROM dead_letter WHERE resolved_at IS NULL AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const letter = db.prepare<[number], DeadLetter>(`SELECT ${letterColumns} FROM dead_letter WHERE id = ?`);
  const letterBytes = db.prepare<[number, number], { head: Buffer | null }>(
    `SELECT substr(coalesce(d.bytes, e.bytes), 1, ?) AS head FROM dead_letter d LEFT JOIN ledger e ON e.seq = d.event_seq
     WHERE d.id = ?`,
  );

  return {
    figures(): MirrorFigures {
      const now = new Map(gauges.all().map(({ metric, value }) => [metric, value]));
      const deadBy = new Map(openLetters.all().map(({ id, n }) => [id, n]));
      const gapsBy = new Map(gapCounts.all().map(({ id, n }) => [id, n]));
      const at = new Map(positions.all().map(({ id, ...row }) => [id, row]));
      const ids = new Set([...deadBy.keys(), ...gapsBy.keys(), ...at.keys()]);
      const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
      return {
        calls: now.get('calls') ?? 0,
        newestCallAt: newest.get()?.at ?? null,
        mirrorBytes:
          Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true })),
        failedMessages: now.get('messages failed') ?? 0,
        failedRuns: now.get('runs failed') ?? 0,
        deadLetters: sum(deadBy),
        gaps: sum(gapsBy),
        openIncidents: now.get('incidents open') ?? 0,
        discrepancies: counts.discrepancies(),
        toReview: counts.toReview(),
        searchBehind: Math.max(0, (newestEvent.get()?.seq ?? 0) - search.indexedTo()),
        activeOperations: active.get()?.n ?? 0,
        perConnection: Object.fromEntries(
          [...ids].map((id) => [
            id,
            {
              gaps: gapsBy.get(id) ?? 0,
              deadLetters: deadBy.get(id) ?? 0,
              epoch: at.get(id)?.epoch ?? null,
              position: at.get(id)?.position ?? null,
            },
          ]),
        ),
      };
    },
    gaps: (): Gap[] => gaps.all(),
    event(seq: number): RawEvent | null {
      const row = event.get(shownBytes, seq);
      if (!row) return null;
      const { head, ...rest } = row;
      return { ...rest, text: head.toString('utf8'), truncated: rest.bytes > shownBytes };
    },
    deadLettersPage({ cursor, limit }: { cursor?: string | undefined; limit: number }): Page<DeadLetter> {
      const before = cursor && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;
      const rows = letters.all(before, limit + 1);
      const shown = rows.slice(0, limit);
      const count = openLetters.all().reduce((sum, { n }) => sum + n, 0);
      return {
        rows: shown,
        next: rows.length > limit ? String(shown.at(-1)?.id) : undefined,
        total: { count, exact: true },
      };
    },
    deadLetter(id: number): (DeadLetter & { text: string; truncated: boolean }) | null {
      const row = letter.get(id);
      if (!row) return null;
      const head = letterBytes.get(shownBytes, id)?.head;
      return { ...row, text: head?.toString('utf8') ?? '', truncated: row.bytes > shownBytes };
    },
  };
}
