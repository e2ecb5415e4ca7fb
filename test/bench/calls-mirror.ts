/** A mirror of any number of calls with what was said in them, written straight into the real schema, beside events without content. */
import { openMirror } from '../../electron/core/mirror/open.ts';
import { chance } from '../fixtures/random.ts';
import { type BenchMirror, often, withoutIndexes, worldOf } from './lists-mirror.ts';

const rowsAtOnce = 10_000;
export const reasons = ['CUSTOMER_HANGUP', 'AGENT_HANGUP', 'VOICEMAIL', 'NO_ANSWER', 'TRANSFERRED'] as const;
export const dispositions = ['interested', 'callback', 'not interested', 'wrong number', 'sold'] as const;
export const tags = ['vip', 'late', 'angry', 'legal'] as const;
export const sentiments = ['positive', 'neutral', 'negative'] as const;

/** Builds the mirror in `dataDir`. Calls end a few seconds apart, the last of them newest. */
export function buildCalls(dataDir: string, count: number): BenchMirror {
  const drawn = chance(17);
  const { next, below, pick } = drawn;
  const world = worldOf(drawn, count);
  const mirror = openMirror(dataDir);
  const { db } = mirror;
  db.pragma('synchronous = OFF');
  const indexes = withoutIndexes(db);
  db.exec("INSERT INTO source (id, uri) VALUES (1, '//bench')");
  const addEvent = db.prepare(
    "INSERT INTO event (seq, source_id, event_id, connection_id, type, received_at, bytes) VALUES (?, 1, ?, 'bench', 'call.ended', ?, x'7b7d')",
  );
  const addCall = db.prepare(
    `INSERT INTO call (id, connection_id, call_id, dialect, direction, customer_number, customer_digits, customer_name, agent_name,
       campaign, ended_at, ended_at_assumed, duration_ms, reason, ended_by, success, sentiment, disposition, summary, tags, extracted,
       webhooks, chains)
     VALUES (@id, 'bench', @callId, @dialect, @direction, @number, @digits, @name, @agent, @campaign, @at, 0, @length, @reason, @endedBy,
       @success, @sentiment, @disposition, @summary, @tags, @extracted, @webhooks, @chains)`,
  );
  const addTurns = db.prepare('INSERT INTO transcript (call_id, turns) VALUES (?, ?)');
  const said = (words: number) => Array.from({ length: words }, () => often(drawn, world.words)).join(' ');
  const state = () => (next() < 0.04 ? pick(['failed', 'pending', 'recovered']) : next() < 0.6 ? 'succeeded' : 'none');
  const write = db.transaction((from: number, to: number) => {
    for (let id = from; id < to; id += 1) {
      const at = world.oldestAt + Math.floor((id / count) * (world.newestAt - world.oldestAt));
      const number = `49151${String(below(1e8)).padStart(8, '0')}`;
      addEvent.run(id, `e${id}`, at);
      addCall.run({
        id,
        callId: `call-${id.toString(36)}-${below(1e9).toString(36)}`,
        dialect: pick(['altur', 'replicer', 'callkaro']),
        direction: pick(['inbound', 'outbound']),
        number: `+${number}`,
        digits: [...number].reverse().join(''),
        name: said(2),
        agent: next() < 0.1 ? null : often(drawn, world.agents),
        campaign: next() < 0.3 ? null : often(drawn, world.campaigns),
        at,
        length: 1000 * below(600),
        reason: often(drawn, reasons),
        endedBy: pick(['customer', 'agent', 'system']),
        success: pick([0, 1, null]),
        sentiment: often(drawn, sentiments),
        disposition: next() < 0.4 ? null : often(drawn, dispositions),
        summary: said(20),
        tags: next() < 0.1 ? JSON.stringify([pick(tags)]) : null,
        extracted: JSON.stringify([{ key: 'order', value: `${below(1e6)}`, comment: null }]),
        webhooks: state(),
        chains: state(),
      });
      const turns = Array.from({ length: 8 }, (_, turn) => ({
        role: turn % 2 === 0 ? 'agent' : 'customer',
        name: null,
        text: said(12),
        atMs: turn * 4000,
      }));
      addTurns.run(id, JSON.stringify(turns));
    }
  });
  for (let from = 1; from <= count; from += rowsAtOnce) write(from, Math.min(count + 1, from + rowsAtOnce));
  for (const sql of indexes) db.exec(sql);
  db.prepare("INSERT INTO rollup VALUES ('calls', 0, ?)").run(count);
  db.pragma('wal_checkpoint(TRUNCATE)');
  mirror.close();
  return world;
}
