/**
 * Follows the ledger and indexes the words of its events, and of the calls they made or changed, from its own position, a bounded batch
 * in one transaction at a time.
 */
import type { Statement } from 'better-sqlite3';
import { openReadable } from '../open.ts';
import { eventIn } from '../receive.ts';
import { type CallWords, callColumns, callWords } from './call-words.ts';
import { discardSearch, isDamage, type Origin, openSearch, stretchSql, stretchTable } from './open.ts';
import { searchTables } from './query.ts';
import { type Words, wordsOf, wordyTypes } from './words.ts';

/** Events to a stretch. More make rare words quicker to find and common beginnings of words slower. */
const stretchEvents = 16_384;
/** A batch holds up no reader and little memory; a larger one costs less for each event. */
const batchEvents = 2048;
const batchBytes = 8 << 20;
/** Pages of a stretch that is complete which are merged at once: some milliseconds. */
const slicePages = 64;

interface IndexedEvent {
  seq: number;
  size: number;
  /** `null` for those that have no words of their own. */
  bytes: Buffer | null;
}

const indexed = `seq, size, CASE WHEN type IN (${wordyTypes.map((type) => `'${type}'`).join(', ')}) THEN bytes END AS bytes`;

export interface Indexer {
  /** Indexes the next batch, or merges a slice. False when there was nothing to do. An index found damaged is begun anew. */
  step(): boolean;
  /** Throws the index away and begins anew. */
  renew(): void;
  /** The last note on what changed out of order that it went by: those up to there are not needed any more. */
  lateTo(): number;
  close(): void;
}

/** `dataDir` must hold an open mirror; nobody else may write its index. `stretch`: events to a stretch. */
export function createIndexer(dataDir: string, stretch = stretchEvents): Indexer {
  const mirror = openReadable(dataDir);
  const machine = mirror.prepare<[], { id: string }>('SELECT id FROM machine').get()?.id ?? '';
  const newest = mirror.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM event');
  const events = mirror.prepare<[number, number], IndexedEvent>(
    `SELECT ${indexed} FROM ledger WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ${batchEvents}`,
  );
  const oneEvent = mirror.prepare<[number], IndexedEvent>(`SELECT ${indexed} FROM ledger WHERE seq = ?`);
  const nextEvent = mirror.prepare<[number], { seq: number }>(
    'SELECT seq FROM event WHERE seq > ? ORDER BY seq LIMIT 1',
  );
  const anyEvent = mirror.prepare<[number, number], { seq: number }>(
    'SELECT seq FROM event WHERE seq BETWEEN ? AND ? LIMIT 1',
  );
  const newestNote = mirror.prepare<[], { n: number | null }>('SELECT max(n) AS n FROM search_due');
  const calls = callWords(mirror);
  const open = () => openIndex(dataDir, { machine, newest: newest.get()?.seq ?? 0, late: newestNote.get()?.n ?? 0 });
  let index: ReturnType<typeof openIndex>;
  try {
    index = open();
  } catch (error) {
    mirror.close();
    throw error;
  }
  /** Damage right after a new beginning lies elsewhere, and must not be answered with one more. */
  let isNew = false;

  function renew(): void {
    index.close();
    discardSearch(dataDir);
    index = open();
  }

  /**
   * A stretch that is complete is made one piece, in which words are found with a single look. `next`: what is to be indexed. True while
   * there is more to merge.
   */
  const endsStretch = (next: number): boolean =>
    index.first !== null && next >= index.first + stretch && index.closeStretch();

  /** Calls that changed out of the ledger's order, those of them that were indexed before. */
  function catchUp(): boolean {
    const { to, calls: changed, events: slimmer, anew } = calls.late(index.lateTo);
    if (to === index.lateTo) return false;
    if (anew) renew();
    else
      index.change(
        changed,
        slimmer.map((seq) => oneEvent.get(seq) ?? seq),
        to,
        (first, last) => anyEvent.get(first, last) === undefined,
      );
    return true;
  }

  return {
    step() {
      try {
        // Of what retention dropped there may be more than a stretch.
        const next = nextEvent.get(index.indexedTo)?.seq ?? index.indexedTo + 1;
        if (endsStretch(next)) return true;
        const from = index.first ?? next;
        let bytes = 0;
        const batch: IndexedEvent[] = [];
        for (const event of events.iterate(index.indexedTo, from + stretch)) {
          batch.push(event);
          bytes += event.size;
          if (bytes >= batchBytes) break;
        }
        const last = batch.at(-1);
        if (!last) return catchUp();
        index.add(batch, calls.between(index.indexedTo, last.seq));
        isNew = false;
        return true;
      } catch (error) {
        if (isNew || !isDamage(error)) throw error;
        renew();
        isNew = true;
        return true;
      }
    },
    renew,
    lateTo: () => index.lateTo,
    close() {
      index.close();
      mirror.close();
    },
  };
}

/** The writable index, with what it needs to remember between batches. */
function openIndex(dataDir: string, origin: Origin) {
  const db = openSearch(dataDir, origin);
  const progress = db.prepare<[], { to: number; late: number }>(
    'SELECT indexed_to AS "to", late_to AS late FROM progress',
  );
  const setProgress = db.prepare<[number]>('UPDATE progress SET indexed_to = ?');
  const setLate = db.prepare<[number]>('UPDATE progress SET late_to = ?');
  const lastStretch = db.prepare<[], { first: number | null }>('SELECT max(first) AS first FROM stretch');
  const stretchOf = db.prepare<[number], { first: number }>(
    'SELECT first FROM stretch WHERE first <= ? ORDER BY first DESC LIMIT 1',
  );
  const stretchAfter = db.prepare<[number], { first: number }>(
    'SELECT first FROM stretch WHERE first > ? ORDER BY first LIMIT 1',
  );
  const addStretch = db.prepare<[number]>('INSERT INTO stretch VALUES (?)');
  let indexedTo = progress.get()?.to ?? 0;
  let lateTo = progress.get()?.late ?? 0;
  let first = lastStretch.get()?.first ?? null;
  let insert: Statement<[number, string, string, string]> | null = null;
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();

  function inserter(at: number): NonNullable<typeof insert> {
    if (first === null) {
      db.exec(stretchSql(at));
      addStretch.run(at);
      first = at;
    }
    insert ??= db.prepare(
      `INSERT INTO ${stretchTable('words', first)} (rowid, request, response, run) VALUES (?, ?, ?, ?)`,
    );
    return insert;
  }

  /** In the order of their keys: what is out of order costs the index a piece of its own. One that is there already is replaced. */
  function putCalls(calls: readonly CallWords[]): void {
    const puts = new Map<number, Statement<(number | string)[]>>();
    for (const { id, words } of calls) {
      const of = stretchOf.get(id)?.first;
      if (of === undefined) continue;
      if (words === null) {
        db.prepare(`DELETE FROM ${stretchTable('calls', of)} WHERE rowid = ?`).run(id);
        continue;
      }
      const columns = ['rowid', ...callColumns];
      const put =
        puts.get(of) ??
        db.prepare<(number | string)[]>(
          `INSERT OR REPLACE INTO ${stretchTable('calls', of)} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        );
      puts.set(of, put);
      put.run(id, ...words);
    }
  }

  function putEvent(event: IndexedEvent): void {
    const of = stretchOf.get(event.seq)?.first;
    if (of === undefined) return;
    const table = stretchTable('words', of);
    const words = wordsIn(event);
    db.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(event.seq);
    if (words)
      db.prepare(`INSERT INTO ${table} (rowid, request, response, run) VALUES (?, ?, ?, ?)`).run(
        event.seq,
        words.request,
        words.response,
        words.run,
      );
  }

  function removeEvent(seq: number): void {
    const of = stretchOf.get(seq)?.first;
    if (of !== undefined) db.prepare(`DELETE FROM ${stretchTable('words', of)} WHERE rowid = ?`).run(seq);
  }

  /**
   * False when there was nothing left to merge, by how FTS5 says so: <https://www.sqlite.org/fts5.html#the_merge_command>. Less than
   * nothing: all pieces into one. A merge of all of them that has begun, also before a restart, goes on.
   */
  function mergeSlice(table: string): boolean {
    const before = changes.get() ?? 0;
    db.prepare<[number]>(`INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`).run(-slicePages);
    return (changes.get() ?? 0) - before >= 2;
  }

  function emptyStretch(at: number): void {
    for (const of of searchTables) {
      const table = stretchTable(of, at);
      db.exec(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`);
    }
  }

  return {
    get indexedTo() {
      return indexedTo;
    },
    get lateTo() {
      return lateTo;
    },
    /** Of the stretch that is being filled. */
    get first() {
      return first;
    },
    /** `calls`: those that these events made or changed. */
    add(batch: readonly IndexedEvent[], calls: readonly CallWords[]): void {
      const before = { first, insert };
      try {
        const last = db.transaction(() => {
          let at = indexedTo;
          for (const event of batch) {
            const { seq } = event;
            at = seq;
            const words = wordsIn(event);
            const into = inserter(seq);
            if (words) into.run(seq, words.request, words.response, words.run);
          }
          putCalls(calls);
          setProgress.run(at);
          return at;
        })();
        indexedTo = last;
      } catch (error) {
        ({ first, insert } = before);
        throw error;
      }
    },
    /**
     * `events`: those that say less than they did; of one that is gone, its key. A stretch is emptied as a whole when `isEmpty` says so of
     * its first and last event, which gives its room back at once.
     */
    change(
      calls: readonly CallWords[],
      events: readonly (IndexedEvent | number)[],
      to: number,
      isEmpty: (first: number, last: number) => boolean,
    ): void {
      db.transaction(() => {
        for (const event of events) {
          if (typeof event === 'number') removeEvent(event);
          else if (event.seq <= indexedTo) putEvent(event);
        }
        putCalls(calls.filter(({ id }) => id <= indexedTo));
        const gone = events.filter((event) => typeof event === 'number');
        for (const at of new Set(gone.map((seq) => stretchOf.get(seq)?.first))) {
          const next = at === undefined ? undefined : stretchAfter.get(at)?.first;
          if (at !== undefined && next !== undefined && isEmpty(at, next - 1)) emptyStretch(at);
        }
        setLate.run(to);
      })();
      lateTo = to;
    },
    /** Merges a slice of what is to be one piece. True while it is not. */
    closeStretch(): boolean {
      for (const of of searchTables) if (first !== null && mergeSlice(stretchTable(of, first))) return true;
      first = null;
      insert = null;
      return false;
    },
    close: () => void db.close(),
  };
}

function wordsIn({ bytes }: IndexedEvent): Words | null {
  const event = bytes && eventIn(bytes);
  return event && wordsOf(event);
}
