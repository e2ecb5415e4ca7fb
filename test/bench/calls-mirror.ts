/**
 * A mirror of any number of calls with what was said in them, written straight into the real schema, beside events without content. The
 * sums of the overview are filled by the projection that the writer counts with.
 */
import { openMirror } from '../../electron/core/mirror/open.ts';
import { figureProjection } from '../../electron/core/mirror/projections/figures.ts';
import { storeTurns } from '../../electron/core/mirror/stored-turns.ts';
import type { Turn } from '../../shared/domain/call.ts';
import type { MessageState } from '../../shared/domain/webhook.ts';
import { chance } from '../fixtures/random.ts';
import { type BenchMirror, often, withoutIndexes, worldOf } from './lists-mirror.ts';

const rowsAtOnce = 10_000;
const days = 90;
/** A list of one agent's failed calls has full pages in a mirror of any size: 80 agents at a million calls. */
const callsOfAgent = 12_500;
const endpoints = 40;
export const reasons = ['CUSTOMER_HANGUP', 'AGENT_HANGUP', 'VOICEMAIL', 'NO_ANSWER', 'TRANSFERRED'] as const;
export const dispositions = ['interested', 'callback', 'not interested', 'wrong number', 'sold'] as const;
export const tags = ['vip', 'late', 'angry', 'legal'] as const;
export const sentiments = ['positive', 'neutral', 'negative'] as const;

/** Builds the mirror in `dataDir`. Its calls are those of 90 days until now, the last of them newest. */
export function buildCalls(dataDir: string, count: number): BenchMirror {
  const drawn = chance(17);
  const { next, below, pick } = drawn;
  const newestAt = Date.now();
  const whole = worldOf(drawn, count);
  const agents = whole.agents.slice(0, Math.ceil(count / callsOfAgent));
  const world = { ...whole, agents, oldestAt: newestAt - days * 86_400_000, newestAt };
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
     VALUES (@id, 'bench', @callId, @dialect, @direction, @number, @digits, @name, @agent_name, @campaign, @ended_at, 0, @duration_ms, @reason, @endedBy,
       @success, @sentiment, @disposition, @summary, @tags, @extracted, @webhooks, @chains)`,
  );
  const addTurns = db.prepare('INSERT INTO transcript (call_id, turns) VALUES (?, ?)');
  const figures = figureProjection(db);
  const said = (words: number) => Array.from({ length: words }, () => often(drawn, world.words)).join(' ');
  const state = (): MessageState | 'none' =>
    next() < 0.04 ? pick(['failed', 'pending', 'recovered'] as const) : next() < 0.6 ? 'succeeded' : 'none';
  // Some vendors name a campaign anew for each batch of calls.
  const campaign = () =>
    next() < 0.3 ? null : next() < 0.2 ? `batch ${below(2 ** 40).toString(36)}` : often(drawn, world.campaigns);
  const write = db.transaction((from: number, to: number) => {
    for (let id = from; id < to; id += 1) {
      const at = world.oldestAt + Math.floor((id / count) * (world.newestAt - world.oldestAt));
      const number = `49151${String(below(1e8)).padStart(8, '0')}`;
      addEvent.run(id, `e${id}`, at);
      const call = {
        ended_at: at,
        duration_ms: 1000 * below(600),
        success: pick([0, 1, null]),
        agent_name: next() < 0.1 ? null : often(drawn, world.agents),
        agent_id: null,
        campaign: campaign(),
        reason: often(drawn, reasons),
        webhooks: state(),
        chains: state(),
      };
      figures.callMoved(null, call);
      if (call.webhooks !== 'none')
        figures.messageMoved(null, {
          connectionId: 'bench',
          endpointId: `endpoint-${below(endpoints)}`,
          at,
          state: call.webhooks,
        });
      addCall.run({
        ...call,
        id,
        callId: `call-${id.toString(36)}-${below(1e9).toString(36)}`,
        dialect: pick(['altur', 'replicer', 'callkaro']),
        direction: pick(['inbound', 'outbound']),
        number: `+${number}`,
        digits: [...number].reverse().join(''),
        name: said(2),
        endedBy: pick(['customer', 'agent', 'system']),
        sentiment: often(drawn, sentiments),
        disposition: next() < 0.4 ? null : often(drawn, dispositions),
        summary: said(20),
        tags: next() < 0.1 ? JSON.stringify([pick(tags)]) : null,
        extracted: JSON.stringify([{ key: 'order', value: `${below(1e6)}`, comment: null }]),
      });
      const turns = Array.from(
        { length: 8 },
        (_, turn): Turn => ({
          role: turn % 2 === 0 ? 'agent' : 'customer',
          name: null,
          text: said(12),
          atMs: turn * 4000,
        }),
      );
      addTurns.run(id, storeTurns(turns));
    }
    figures.flush();
  });
  for (let from = 1; from <= count; from += rowsAtOnce) write(from, Math.min(count + 1, from + rowsAtOnce));
  for (const sql of indexes) db.exec(sql);
  db.prepare("INSERT INTO rollup VALUES ('calls', 0, ?)").run(count);
  db.pragma('wal_checkpoint(TRUNCATE)');
  mirror.close();
  return world;
}
