/** What retention dropped, summed by the day. */
import type { DroppedCounts } from '../../../../shared/domain/upkeep.ts';
import type { Writable } from '../open.ts';

const dayMs = 86_400_000;

export function droppedDays(db: Writable) {
  const add = db.prepare(
    `INSERT INTO dropped (day, at, calls, messages, runs, events, bodies, transcripts, highest, youngest)
     VALUES (@day, @at, @calls, @messages, @runs, @events, @bodies, @transcripts, @highest, @youngest)
     ON CONFLICT DO UPDATE SET at = max(at, excluded.at), calls = calls + excluded.calls, messages = messages + excluded.messages,
       runs = runs + excluded.runs, events = events + excluded.events, bodies = bodies + excluded.bodies,
       transcripts = transcripts + excluded.transcripts,
       highest = max(coalesce(highest, excluded.highest), coalesce(excluded.highest, highest)),
       youngest = max(coalesce(youngest, excluded.youngest), coalesce(excluded.youngest, youngest))`,
  );
  const none: DroppedCounts = { calls: 0, messages: 0, runs: 0, events: 0, bodies: 0, transcripts: 0 };
  return {
    /** `at`: epoch milliseconds UTC. `rows`: of the events that went, the highest key, and when the youngest was received. */
    note(at: number, counts: Partial<DroppedCounts>, rows?: { highest: number; youngest: number | null }): void {
      const { highest = null, youngest = null } = rows ?? {};
      add.run({ day: Math.floor(at / dayMs), at, ...none, ...counts, highest, youngest });
    },
  };
}
