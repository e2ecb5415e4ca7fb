/**
 * The calls that the events of a transaction speak of: each is read once, changed in memory by however many events, and written once. A
 * call's end, its chain and its webhooks mostly come together, and nothing of it was there before: which calls are known is asked for all of
 * them at once, when their events are told.
 */
import type { Statement } from 'better-sqlite3';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';
import { sparseRows } from '../sparse-rows.ts';
import { byConnection } from './by-connection.ts';
import { type CallRecord, columns } from './call-record.ts';
import { agentOf, type CallStanding, callFollowers, callsNamed, type Standing, worse } from './call-standing.ts';
import type { Merging, Telling } from './calls.ts';
import type { FigureProjection } from './figures.ts';

/** Prepared at once, and then anew. */
const mostUpdates = 100;

export interface OpenCall {
  readonly connectionId: string;
  readonly callId: string;
  /** What is not merged yet, in the order of its telling. */
  tellings: Telling[];
  /** Whether what the table has of it is known. */
  isFound: boolean;
  /** As it stands by now; `null` where no event made it. */
  record: CallRecord | null;
  /** As it lies in the table. */
  row: CallRecord | null;
  /** As it was counted before this transaction. */
  counted: CallRecord | null;
  /** Its transcript as it is stored, to be written; `undefined`: what was said stays as it is. */
  turns: string | null | undefined;
  isDue: boolean;
  /** By its messages and runs that were written first in this flush; `null` where there may be others. */
  standing: Standing | null;
}

export interface OpenCalls extends CallStanding {
  tell(telling: Telling): void;
  /** Takes the call out of the table; what is counted of it is settled with what it becomes. */
  remove(id: number): void;
  /** Merges what was told. Call it before messages and runs are written: they go by their calls' names. */
  settle(): void;
  /** Writes what was changed, with how it stands and what is counted of it. Call it before the commit. */
  flush(): void;
  /** Forgets what was not written; after a rollback. */
  discard(): void;
}

export function openCalls(db: Writable, rollups: Rollups, figures: FigureProjection, merge: Merging): OpenCalls {
  const find = db.prepare<[string, string], CallRecord>('SELECT * FROM call WHERE connection_id = ? AND call_id = ?');
  const byId = db.prepare<[number], CallRecord>('SELECT * FROM call WHERE id = ?');
  const insert = sparseRows(db, 'call', columns);
  /** By the columns that change: an index is written whenever one of its columns is set, also to what it is. */
  const updates = new Map<string, Statement<(string | number | null)[]>>();
  const remove = db.prepare<[number]>('DELETE FROM call WHERE id = ?');
  const removeTurns = db.prepare<[number]>('DELETE FROM transcript WHERE call_id = ?');
  const setTurns = db.prepare<[number, string]>(
    'INSERT INTO transcript (call_id, turns) VALUES (?, ?) ON CONFLICT DO UPDATE SET turns = excluded.turns',
  );
  const turnsOf = db.prepare<[number], number>('SELECT 1 FROM transcript WHERE call_id = ?').pluck();
  const standingOf = callFollowers(db);
  const namedBefore = callsNamed(db);
  /** Those included that are not there yet. */
  const known = byConnection<OpenCall>();

  function open(connectionId: string, callId: string): OpenCall {
    const before = known.get(connectionId, callId);
    if (before) return before;
    const call = opened(connectionId, callId);
    known.set(connectionId, callId, call);
    return call;
  }

  /** The call as it is by now. */
  function settled(call: OpenCall): OpenCall {
    if (!call.isFound) {
      const row = find.get(call.connectionId, call.callId) ?? null;
      // `record` is a copy: it is changed, and compared with the row.
      Object.assign(call, { isFound: true, row, counted: row, record: row && { ...row } });
    }
    const tellings = call.tellings;
    call.tellings = [];
    for (const telling of tellings) merge(call, telling, () => hasTurns(call));
    return call;
  }

  const hasTurns = ({ turns, row }: OpenCall): boolean =>
    turns === undefined ? row !== null && turnsOf.get(row.id) !== undefined : turns !== null;

  function update(before: CallRecord, after: CallRecord): void {
    const changed = columns.filter((name) => after[name] !== before[name]);
    if (changed.length === 0) return;
    const sets = changed.map((name) => `${name} = ?`).join(', ');
    const statement = updates.get(sets) ?? db.prepare(`UPDATE call SET ${sets} WHERE id = ?`);
    // Few combinations occur; whoever sends all there could be must not fill the memory with them.
    if (updates.size >= mostUpdates) updates.clear();
    updates.set(sets, statement);
    statement.run(...changed.map((name) => after[name]), after.id);
  }

  function write({ record, row, turns, counted, standing }: OpenCall): void {
    rollups.add('calls', Number(record !== null) - Number(counted !== null));
    if (!record) {
      if (counted) figures.callMoved(counted, null);
      return;
    }
    Object.assign(record, standing ?? standingOf(record));
    if (row) update(row, record);
    else insert(columns.map((name) => record[name]));
    if (turns) setTurns.run(record.id, turns);
    figures.callMoved(counted, record);
  }

  return {
    tell(telling) {
      const call = open(telling.entry.connectionId, telling.told.callId);
      call.tellings.push(telling);
      call.isDue = true;
    },
    touch(connectionId, callId) {
      open(connectionId, callId).isDue = true;
    },
    namesOf(connectionId, callId) {
      const record = callId === null ? null : settled(open(connectionId, callId)).record;
      return { campaign: record?.campaign ?? null, agent: record && agentOf(record) };
    },
    followed(connectionId, callId, part, state) {
      const { standing } = open(connectionId, callId);
      if (standing) standing[part] = worse(standing[part], state);
    },
    joined(connectionId, callId) {
      open(connectionId, callId).standing = null;
    },
    remove(id) {
      const row = byId.get(id);
      if (!row) return;
      const call = settled(open(row.connection_id, row.call_id));
      remove.run(id);
      removeTurns.run(id);
      Object.assign(call, { record: null, row: null, turns: null, isDue: true });
    },
    settle() {
      const unknown = [...known.values()].filter(({ isFound }) => !isFound);
      for (const [connectionId, calls] of Map.groupBy(unknown, (call) => call.connectionId)) {
        const named = namedBefore(connectionId, calls);
        for (const call of calls) {
          if (named.has(call)) continue;
          call.isFound = true;
          call.standing = { webhooks: 'none', chains: 'none' };
        }
      }
      for (const call of known.values()) settled(call);
    },
    flush() {
      for (const call of known.values()) if (call.isDue) write(call);
      known.clear();
    },
    discard: () => known.clear(),
  };
}

const opened = (connectionId: string, callId: string): OpenCall => ({
  connectionId,
  callId,
  tellings: [],
  isFound: false,
  record: null,
  row: null,
  counted: null,
  turns: undefined,
  isDue: false,
  standing: null,
});
