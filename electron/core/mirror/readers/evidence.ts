/** One call as an evidence pack. It is made where it is read, so that nothing of it is carried about but the pack. */
import type { CallDetail, Note } from '../../../../shared/domain/call.ts';
import type { RunDetail } from '../../../../shared/domain/chain.ts';
import type { CallReview } from '../../../../shared/domain/review.ts';
import type { MessageDetail } from '../../../../shared/domain/webhook.ts';
import type { AuditExcerpt, EvidenceAsked, EvidenceEvent, ExcerptLine } from '../../privacy/evidence/facts.ts';
import { type EvidencePack, evidencePack } from '../../privacy/evidence/pack.ts';
import type { Readable } from '../open.ts';

/** What a pack carries of events; what comes after is named in it, and left out. */
const mostBytes = 64 << 20;
const mostLines = 2000;

/**
 * Lines about the call, and about operations that resent or replayed something of it; exported so that a test can assert its plan. Of an
 * operation on many calls, those about other items are not the call's.
 */
const auditExcerptSql = `SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail, a.hash,
    coalesce((SELECT b.hash FROM audit b WHERE b.id < a.id ORDER BY b.id DESC LIMIT 1), '') AS before
  FROM audit a WHERE a.id IN (
    SELECT id FROM audit WHERE subject = @callId
      AND coalesce(detail ->> 'connectionId', detail ->> 'connection', @connectionId) = @connectionId
    UNION
    SELECT id FROM audit WHERE subject IN (SELECT value FROM json_each(@operations))
      AND (action NOT LIKE 'item%' OR EXISTS (SELECT 1 FROM json_each(@names) n WHERE instr(detail, n.value) > 0)))
  ORDER BY a.id DESC LIMIT ${mostLines + 1}`;

interface Others {
  call(id: number): CallDetail | null;
  callMessages(id: number): MessageDetail[];
  callRuns(id: number): RunDetail[];
  notesOf(id: number): Note[];
  reviewOf(id: number): CallReview | null;
}

export function evidenceReaders(db: Readable, others: Others) {
  const lines = db.prepare<{ callId: string; connectionId: string; operations: string; names: string }, ExcerptLine>(
    auditExcerptSql,
  );
  const bytesOf = db.prepare<[number], { bytes: Buffer | null }>('SELECT bytes FROM ledger WHERE seq = ?');

  function excerpt({ callId, connectionId }: CallDetail, messages: MessageDetail[], runs: RunDetail[]): AuditExcerpt {
    const attempts = messages.flatMap(({ timeline }) => timeline);
    const done = [...attempts, ...runs.flatMap(({ replays }) => replays)].flatMap(({ operation }) => operation ?? []);
    const operations = [...new Set(done.map(({ id }) => id))];
    const names = [
      ...done.map(({ itemId }) => itemId),
      ...messages.map(({ messageId }) => messageId),
      ...runs.map(({ original }) => original.runId),
    ];
    const found = lines.all({
      callId,
      connectionId,
      operations: JSON.stringify(operations),
      names: JSON.stringify(names.map((name) => JSON.stringify(name))),
    });
    return { lines: found.slice(0, mostLines).reverse(), whole: found.length <= mostLines };
  }

  function* eventsOf({ events }: CallDetail): Generator<EvidenceEvent, void, void> {
    let left = mostBytes;
    for (const event of events) {
      const fits = event.bytes <= left;
      if (fits) left -= event.bytes;
      yield { ...event, content: fits ? (bytesOf.get(event.seq)?.bytes ?? null) : null };
    }
  }

  return {
    /** `null` when there is no such call. */
    evidencePack(id: number, asked: EvidenceAsked): EvidencePack | null {
      const call = others.call(id);
      if (!call) return null;
      const messages = others.callMessages(id);
      const runs = others.callRuns(id);
      const facts = { call, messages, runs, notes: others.notesOf(id), review: others.reviewOf(id) };
      return evidencePack({ ...facts, audit: excerpt(call, messages, runs) }, eventsOf(call), asked);
    },
  };
}
