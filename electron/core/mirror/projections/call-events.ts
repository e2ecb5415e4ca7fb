/** Which events speak of which call. What a transaction adds is kept back until its end, where it costs less, and is known until then. */
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';

export interface CallEvents {
  add(call: number, event: Pick<LedgerEvent, 'seq' | 'event'>): void;
  /** `raw`: the event whose payload another one told of. */
  addRaw(call: number, raw: number): void;
  /** Those that speak of the call and come after `seq`. `isNew`: the call has no row yet. */
  later(call: number, seq: number, isNew: boolean): number[];
  /** Whether the event is a run of a chain. */
  isRun(seq: number): boolean;
  /** As of `Rollups`. */
  flush(): void;
  discard(): void;
}

export function callEvents(db: Writable): CallEvents {
  const link = db.prepare<[number, number]>(
    'INSERT INTO call_event (call_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const typeOf = db.prepare<[number], string>('SELECT type FROM event WHERE seq = ?').pluck();
  const after = db
    .prepare<[number, number], number>('SELECT seq FROM call_event WHERE call_id = ? AND seq > ?')
    .pluck();
  const added = new Map<number, number[]>();
  const runs = new Map<number, boolean>();

  function add(call: number, seq: number): void {
    const known = added.get(call);
    if (known) known.push(seq);
    else added.set(call, [seq]);
  }

  function forget(): void {
    added.clear();
    runs.clear();
  }

  return {
    add(call, { seq, event }) {
      runs.set(seq, event.type === 'chain.ran');
      add(call, seq);
    },
    addRaw: add,
    later(call, seq, isNew) {
      const own = added.get(call)?.filter((each) => each > seq) ?? [];
      return isNew ? own : [...own, ...after.all(call, seq)];
    },
    isRun(seq) {
      const known = runs.get(seq) ?? typeOf.get(seq) === 'chain.ran';
      runs.set(seq, known);
      return known;
    },
    flush() {
      for (const [call, seqs] of added) for (const seq of seqs) link.run(call, seq);
      forget();
    },
    discard: forget,
  };
}
