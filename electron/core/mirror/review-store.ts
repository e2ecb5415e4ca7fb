/**
 * What reviewers say of calls: reviewed, flagged, scores; and the queues and score cards they work by. Every change of a review is kept
 * with the row before and after it, so that it can be undone, and told to the audit.
 */
import type { JsonObject } from '../../../shared/domain/chain.ts';
import type { Mark, ReviewQueue, ScoreCard, ScoreItem } from '../../../shared/domain/review.ts';
import { weighted } from '../../../shared/domain/review.ts';
import type { AuditLine } from './audit.ts';
import type { Writable } from './open.ts';

/** A row of the mirror. */
export interface StoredReview {
  connection_id: string;
  call_id: string;
  ended_at: number;
  agent: string;
  reviewed_at: number | null;
  reviewed_by: string | null;
  flagged_at: number | null;
  flagged_by: string | null;
  score: number | null;
  card: string;
  card_version: number | null;
  card_score: number | null;
  queue_id: number | null;
  changed_at: number;
  actor: string;
}

/** What is left out stays as it is; `null` takes a score back. */
export interface ReviewChange {
  reviewed?: boolean | undefined;
  flagged?: boolean | undefined;
  score?: number | null | undefined;
  card?: Readonly<Record<string, number | null>> | undefined;
  /** Out of which queue. */
  queue?: number | undefined;
}

export type Reviewed = { ok: true; undo: number } | { ok: false; missing: 'call' | 'item of the score card' };
/** `id`: the mirror's key of the call. */
export type Undone =
  | { ok: true; id: number }
  | { ok: false; missing: true }
  | { ok: false; missing: false; actor: string };

/** Without `id` a new one. */
export type QueueToSave = Omit<ReviewQueue, 'id'> & { id?: number | undefined };

interface Subject {
  connection_id: string;
  call_id: string;
  ended_at: number;
  agent: string;
}

const columns = [
  'connection_id',
  'call_id',
  'ended_at',
  'agent',
  'reviewed_at',
  'reviewed_by',
  'flagged_at',
  'flagged_by',
  'score',
  'card',
  'card_version',
  'card_score',
  'queue_id',
  'changed_at',
  'actor',
] as const satisfies readonly (keyof StoredReview)[];

export function reviewStore(db: Writable, audit: (line: AuditLine) => void) {
  const subject = db.prepare<[number], Subject>(
    `SELECT connection_id, call_id, ended_at, coalesce(agent_name, agent_id, '') AS agent FROM call WHERE id = ?`,
  );
  const idOf = db
    .prepare<[string, string], number>('SELECT id FROM call WHERE connection_id = ? AND call_id = ?')
    .pluck();
  const stored = db.prepare<[string, string], StoredReview>(
    'SELECT * FROM review WHERE connection_id = ? AND call_id = ?',
  );
  const put = db.prepare<[StoredReview]>(
    `INSERT OR REPLACE INTO review (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  const forget = db.prepare<[string, string]>('DELETE FROM review WHERE connection_id = ? AND call_id = ?');
  const addLog = db.prepare<[number, string, string, string, string, string | null, string | null, number | null]>(
    'INSERT INTO review_log (at, actor, connection_id, call_id, what, before, after, undone_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const logged = db.prepare<
    [number],
    { connection_id: string; call_id: string; what: string; before: string | null; after: string | null }
  >('SELECT connection_id, call_id, what, before, after FROM review_log WHERE id = ? AND undone_at IS NULL');
  const noteUndone = db.prepare<[number, number]>('UPDATE review_log SET undone_at = ? WHERE id = ?');
  const newestCard = db.prepare<[], { version: number; items: string }>(
    'SELECT version, items FROM score_card ORDER BY version DESC LIMIT 1',
  );
  const cardOf = db.prepare<[number], { version: number; items: string }>(
    'SELECT version, items FROM score_card WHERE version = ?',
  );
  const addCard = db.prepare<[number, number, string, string]>('INSERT INTO score_card VALUES (?, ?, ?, ?)');
  const addQueue = db
    .prepare<[string, string, string, number | null, number | null, number | null], number>(
      `INSERT INTO review_queue (place, name, waits, filter, sample, days, goal)
       VALUES ((SELECT coalesce(max(place), 0) + 1 FROM review_queue), ?, ?, ?, ?, ?, ?) RETURNING id`,
    )
    .pluck();
  const changeQueue = db.prepare<[string, string, string, number | null, number | null, number | null, number]>(
    'UPDATE review_queue SET name = ?, waits = ?, filter = ?, sample = ?, days = ?, goal = ? WHERE id = ?',
  );
  const nameOfQueue = db.prepare<[number], string>('SELECT name FROM review_queue WHERE id = ?').pluck();
  const removeQueue = db.prepare<[number]>('DELETE FROM review_queue WHERE id = ?');
  const queueIds = db.prepare<[], number>('SELECT id FROM review_queue ORDER BY place, id').pluck();
  const placeQueue = db.prepare<[number, number]>('UPDATE review_queue SET place = ? WHERE id = ?');

  /** The card that answers are given to: of a call that was reviewed by an older one, that one. */
  function cardFor(before: StoredReview | undefined): { version: number; items: ScoreItem[] } {
    const kept =
      before?.reviewed_at != null && before.card_version !== null ? cardOf.get(before.card_version) : undefined;
    const row = kept ?? newestCard.get();
    return row ? { version: row.version, items: JSON.parse(row.items) } : { version: 0, items: [] };
  }

  function answered(
    before: StoredReview | undefined,
    answers: Readonly<Record<string, number | null>>,
  ): Pick<StoredReview, 'card' | 'card_version' | 'card_score'> | null {
    const { version, items } = cardFor(before);
    const ids = new Set(items.map(({ id }) => id));
    if (Object.keys(answers).some((id) => !ids.has(id))) return null;
    const known: Record<string, number | null> = { ...JSON.parse(before?.card ?? '{}'), ...answers };
    const card: Record<string, number> = {};
    for (const id of ids) {
      const answer = known[id];
      if (answer != null) card[id] = answer;
    }
    return { card: JSON.stringify(card), card_version: version, card_score: weighted(items, card) };
  }

  function write(row: StoredReview): StoredReview | undefined {
    if (saysNothing(row)) {
      forget.run(row.connection_id, row.call_id);
      return undefined;
    }
    put.run(row);
    return stored.get(row.connection_id, row.call_id);
  }

  const store = {
    /** `id`: the mirror's key of the call. To be called in a transaction. */
    change(id: number, change: ReviewChange, actor: string, at: number): Reviewed {
      const call = subject.get(id);
      if (!call) return { ok: false, missing: 'call' };
      const before = stored.get(call.connection_id, call.call_id);
      const card = change.card && answered(before, change.card);
      if (card === null) return { ok: false, missing: 'item of the score card' };
      const row: StoredReview = { ...(before ?? blank(call)), ...call, ...card, changed_at: at, actor };
      if (change.reviewed !== undefined) {
        row.reviewed_at = change.reviewed ? at : null;
        row.reviewed_by = change.reviewed ? actor : null;
        row.queue_id = change.reviewed ? (change.queue ?? null) : null;
      }
      if (change.flagged !== undefined) {
        row.flagged_at = change.flagged ? at : null;
        row.flagged_by = change.flagged ? actor : null;
      }
      if (change.score !== undefined) row.score = change.score;
      const after = write(row);
      const what = wordsOf(change);
      const { connection_id: connectionId, call_id: callId } = call;
      const undo = addLog.run(
        at,
        actor,
        connectionId,
        callId,
        what,
        asText(before),
        asText(after),
        null,
      ).lastInsertRowid;
      audit({ at, actor, action: what, subject: callId, detail: { connectionId, ...told(change) } });
      return { ok: true, undo: Number(undo) };
    },
    /** Marks those of the calls that are not marked so yet; the changes, by which each is undone. To be called in a transaction. */
    mark(ids: readonly number[], as: Mark, actor: string, at: number): number[] {
      const undos: number[] = [];
      for (const id of ids) {
        const call = subject.get(id);
        const before = call && stored.get(call.connection_id, call.call_id);
        if (!call || before?.[as === 'reviewed' ? 'reviewed_at' : 'flagged_at'] != null) continue;
        const changed = store.change(id, { [as]: true }, actor, at);
        if (changed.ok) undos.push(changed.undo);
      }
      return undos;
    },
    /** Puts back what was before the change, unless something came after it. To be called in a transaction. */
    undo(log: number, actor: string, at: number): Undone {
      const entry = logged.get(log);
      const id = entry && idOf.get(entry.connection_id, entry.call_id);
      if (!entry || id === undefined) return { ok: false, missing: true };
      const { connection_id: connectionId, call_id: callId } = entry;
      const now = stored.get(connectionId, callId);
      if (asText(now) !== entry.after) return { ok: false, missing: false, actor: now?.actor ?? '' };
      if (entry.before === null) forget.run(connectionId, callId);
      else put.run(JSON.parse(entry.before));
      noteUndone.run(at, log);
      // What takes something back stands beside it, and is not to be taken back itself.
      addLog.run(at, actor, connectionId, callId, `undone: ${entry.what}`, entry.after, entry.before, at);
      audit({ at, actor, action: 'review undone', subject: callId, detail: { connectionId, undone: entry.what } });
      return { ok: true, id };
    },
    /** `null` when `id` is none. */
    saveQueue(
      { id, name, waits, filter, sample, days, goal }: QueueToSave,
      actor: string,
      at: number,
    ): ReviewQueue | null {
      const values = [name, waits, JSON.stringify(filter), sample, days, goal] as const;
      if (id !== undefined && changeQueue.run(...values, id).changes === 0) return null;
      const saved = id ?? addQueue.get(...values) ?? 0;
      const action = id === undefined ? 'review queue added' : 'review queue changed';
      audit({
        at,
        actor,
        action,
        subject: name,
        detail: { id: saved, waits, filter: jsonOf(filter), sample, days, goal },
      });
      return { id: saved, name, waits, filter, sample, days, goal };
    },
    removeQueue(id: number, actor: string, at: number): boolean {
      const name = nameOfQueue.get(id);
      if (name === undefined) return false;
      removeQueue.run(id);
      audit({ at, actor, action: 'review queue removed', subject: name, detail: { id } });
      return true;
    },
    orderQueues(ids: readonly number[]): void {
      const known = queueIds.all();
      const ordered = [...new Set([...ids.filter((id) => known.includes(id)), ...known])];
      ordered.forEach((id, place) => {
        placeQueue.run(place + 1, id);
      });
    },
    saveCard(items: readonly ScoreItem[], actor: string, at: number): ScoreCard {
      const version = (newestCard.get()?.version ?? 0) + 1;
      addCard.run(version, at, actor, JSON.stringify(items));
      const names = items.map(({ name }) => name);
      audit({ at, actor, action: 'score card changed', subject: `version ${version}`, detail: { items: names } });
      return { version, at, actor, items: [...items] };
    },
  };
  return store;
}

const blank = (call: Subject): Omit<StoredReview, 'changed_at' | 'actor'> => ({
  ...call,
  reviewed_at: null,
  reviewed_by: null,
  flagged_at: null,
  flagged_by: null,
  score: null,
  card: '{}',
  card_version: null,
  card_score: null,
  queue_id: null,
});

/** Such a row is none. */
const saysNothing = (row: StoredReview): boolean =>
  row.reviewed_at === null && row.flagged_at === null && row.score === null && row.card === '{}';

/** Without what is not set. */
const jsonOf = (filter: ReviewQueue['filter']): JsonObject => JSON.parse(JSON.stringify(filter));

const asText = (row: StoredReview | undefined): string | null => (row ? JSON.stringify(row) : null);

/** What the audit calls it: by the most that was done. */
function wordsOf({ reviewed, flagged }: ReviewChange): string {
  if (reviewed !== undefined) return reviewed ? 'call reviewed' : 'call marked as not reviewed';
  if (flagged !== undefined) return flagged ? 'call flagged' : 'call no longer flagged';
  return 'call scored';
}

function told({ score, card, queue, flagged }: ReviewChange): AuditLine['detail'] {
  return {
    ...(score !== undefined && { score }),
    ...(card && { card: { ...card } }),
    ...(flagged !== undefined && { flagged }),
    ...(queue !== undefined && { queue }),
  };
}
