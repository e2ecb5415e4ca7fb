/**
 * A mirror of any number of webhook attempts, written straight into the real schema: what a year of an operator's machine looks like,
 * in a minute. Few endpoints get most messages, most tries succeed, words occur as words do, and ids are everywhere.
 */
import { type OpenMirror, openMirror, type Writable } from '../../electron/core/mirror/open.ts';
import { type Chance, chance } from '../fixtures/random.ts';

const newestAt = Date.UTC(2026, 9, 1);
const apartMs = 2500;
const connection = 'bench';
const rowsAtOnce = 20_000;

/** What the bench can ask for and must find. */
export interface BenchMirror {
  words: readonly string[];
  endpoints: readonly { id: string; host: string }[];
  campaigns: readonly string[];
  agents: readonly string[];
  /** Highest number of an incident. */
  incidents: number;
  oldestAt: number;
  newestAt: number;
}

export const statuses = [500, 502, 503, 404, 410, 429] as const;
const failures: readonly (number | null)[] = statuses;
export const errorKinds = ['timeout', 'dns', 'tls', 'refused'] as const;
export const eventTypes = ['call.ended', 'call.rated', 'call.transcribed'] as const;

interface Message {
  id: number;
  messageId: string;
  call: number;
  type: string;
  endpoint: number;
  campaign: string | null;
  agent: string | null;
  body: string;
  state: 'failed' | 'pending' | 'succeeded' | 'recovered';
  attempts: number;
  firstAt: number;
  lastAt: number;
  status: number | null;
  error: string | null;
}

/** Builds the mirror in `dataDir`. */
export function buildMirror(dataDir: string, attempts: number): BenchMirror {
  const drawn = chance(7);
  const mirror = openMirror(dataDir);
  const { db } = mirror;
  db.pragma('synchronous = OFF');
  const world = worldOf(drawn, attempts);
  const indexes = withoutIndexes(db);
  const messages = writeAttempts(mirror, drawn, world, attempts);
  writeMessages(db, world, messages);
  writeCalls(db, messages);
  for (const sql of indexes) db.exec(sql);
  db.exec(`INSERT INTO rollup SELECT 'messages ' || state, 0, count(*) FROM webhook_message GROUP BY state`);
  db.pragma('wal_checkpoint(TRUNCATE)');
  mirror.close();
  return world;
}

export function worldOf({ below }: Chance, attempts: number): BenchMirror {
  const syllables =
    'ba be bi bo ca ce co da de do fa fe ga ge la le li lo ma me mi mo na ne no ra re ri ro sa se so ta te to va'.split(
      ' ',
    );
  const word = (n: number): string => {
    let text = '';
    for (let rest = n + 40; rest > 0; rest = Math.floor(rest / syllables.length))
      text += syllables[rest % syllables.length];
    return text;
  };
  return {
    words: Array.from({ length: 5000 }, (_, n) => word(n)),
    endpoints: Array.from({ length: 40 }, (_, n) => ({
      id: `endpoint-${n}`,
      host: `host-${below(n < 20 ? 6 : 14)}.example:443`,
    })),
    campaigns: Array.from({ length: 30 }, (_, n) => `Campaign ${n}`),
    agents: Array.from({ length: 80 }, (_, n) => `Agent ${n}`),
    incidents: 40 * statuses.length,
    oldestAt: newestAt - attempts * apartMs,
    newestAt,
  };
}

/** As words and customers go: the first of the list most often. */
export function often<T>({ next }: Chance, list: readonly T[]): T {
  const found = list[Math.floor((list.length + 1) ** next()) - 1];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** SQL that makes them again. */
export function withoutIndexes(db: Writable): string[] {
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('webhook_message', 'webhook_attempt', 'call')",
    )
    .all();
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
  return indexes.map(({ sql }) => sql);
}

function writeAttempts({ db }: OpenMirror, drawn: Chance, world: BenchMirror, count: number): Message[] {
  const { next, below, pick } = drawn;
  const addEvent = db.prepare(
    "INSERT INTO event (seq, source_id, event_id, connection_id, type, received_at, bytes) VALUES (@seq, 1, @id, @connection, 'webhook.attempted', @at, @bytes)",
  );
  const addAttempt = db.prepare(
    `INSERT INTO webhook_attempt (seq, message, trigger, local, started_at, duration_ms, outcome, status, error_kind)
     VALUES (@seq, @message, 'auto', 0, @at, 120, @outcome, @status, @error)`,
  );
  db.exec("INSERT INTO source (id, uri) VALUES (1, '//bench')");
  const messages: Message[] = [];
  const again: Message[] = [];
  const sentence = () => Array.from({ length: 12 + below(14) }, () => often(drawn, world.words)).join(' ');
  const write = db.transaction((from: number, to: number) => {
    for (let seq = from; seq < to; seq += 1) {
      const at = world.oldestAt + seq * apartMs;
      const known = next() < 0.3 ? again.shift() : undefined;
      const call = known?.call ?? Math.floor(seq / 2);
      const endpoint = known?.endpoint ?? Math.floor(41 ** next()) - 1;
      const message: Message = known ?? {
        id: seq,
        messageId: `msg_${seq.toString(36)}${below(1e9).toString(36)}`,
        call,
        type: often(drawn, eventTypes),
        endpoint,
        campaign: next() < 0.3 ? null : often(drawn, world.campaigns),
        agent: next() < 0.2 ? null : often(drawn, world.agents),
        body: JSON.stringify({
          callId: `call-${call}`,
          customer: { name: `${often(drawn, world.words)} ${pick(world.words)}`, phone: `+4915${below(1e8)}` },
          durationS: below(900),
          summary: sentence(),
        }),
        state: 'failed',
        attempts: 0,
        firstAt: at,
        lastAt: at,
        status: null,
        error: null,
      };
      if (!known) messages.push(message);
      const failed = next() < 0.18;
      const silent = failed && next() < 0.3;
      message.attempts += 1;
      message.lastAt = at;
      message.status = failed ? (silent ? null : often(drawn, statuses)) : 200;
      message.error = silent ? often(drawn, errorKinds) : null;
      message.state = failed
        ? next() < 0.1
          ? 'pending'
          : 'failed'
        : message.attempts > 1 && next() < 0.5
          ? 'recovered'
          : 'succeeded';
      if (failed && message.attempts < 6 && next() < 0.6) again.push(message);
      const answer = failed ? '{"error":"upstream unavailable"}' : `{"ok":true,"record":"${below(1e9)}"}`;
      addEvent.run({ seq, id: `e${seq}`, connection, at, bytes: eventBytes(seq, at, message, world, answer) });
      const outcome = failed ? 'failed' : 'succeeded';
      addAttempt.run({ seq, message: message.id, at, outcome, status: message.status, error: message.error });
    }
  });
  for (let from = 1; from <= count; from += rowsAtOnce) write(from, Math.min(count + 1, from + rowsAtOnce));
  return messages;
}

function eventBytes(seq: number, at: number, message: Message, world: BenchMirror, answer: string): Buffer {
  const id = world.endpoints[message.endpoint]?.id ?? '';
  const url = `https://${id}.example/hooks`;
  const { status, error } = message;
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id: `e${seq}`,
      source: '//bench',
      type: 'webhook.attempted',
      data: {
        messageId: message.messageId,
        eventType: message.type,
        callId: `call-${message.call}`,
        endpoint: { id, url, name: id },
        attempt: message.attempts,
        trigger: 'auto',
        request: { method: 'POST', url, headers: [['content-type', 'application/json']], body: message.body },
        response: status === null ? null : { status, headers: [], body: answer, truncated: false },
        error: error === null ? null : { kind: error, message: 'No answer.' },
        startedAt: new Date(at).toISOString(),
        durationMs: 120,
        nextAttemptAt: null,
      },
    }),
  );
}

function writeMessages(db: Writable, { endpoints }: BenchMirror, messages: readonly Message[]): void {
  const add = db.prepare(
    `INSERT INTO webhook_message (id, connection_id, message_id, call_id, event_type, endpoint_id, endpoint_name, url, state, attempts,
       first_attempt_at, last_attempt_at, last_status, last_error_kind, last_error, last_duration_ms, host, campaign, agent, incident)
     VALUES (@id, '${connection}', @messageId, @callId, @type, @endpointId, @endpointId, @url, @state, @attempts,
       @firstAt, @lastAt, @status, @error, @said, 120, @host, @campaign, @agent, @incident)`,
  );
  const addEndpoint = db.prepare(
    'INSERT INTO endpoint (connection_id, endpoint_id, url, name, enabled) VALUES (?, ?, ?, ?, 1)',
  );
  db.transaction(() => {
    for (const { id } of endpoints) addEndpoint.run(connection, id, `https://${id}.example/hooks`, id);
    for (const { body: _, ...message } of messages) {
      const { id: endpointId = '', host = '' } = endpoints[message.endpoint] ?? {};
      const open = message.state === 'failed' || message.state === 'pending';
      const how = failures.indexOf(message.status);
      add.run({
        ...message,
        callId: `call-${message.call}`,
        endpointId,
        host,
        url: `https://${endpointId}.example/hooks`,
        said: message.error && 'No answer within 5 s.',
        incident: open ? 1 + message.endpoint * statuses.length + Math.max(0, how) : null,
      });
    }
  })();
}

function writeCalls(db: Writable, messages: readonly Message[]): void {
  const add = db.prepare(
    `INSERT OR IGNORE INTO call (id, connection_id, call_id, dialect, customer_number, ended_at, ended_at_assumed, webhooks, chains)
     VALUES (?, '${connection}', ?, 'replicer', ?, ?, 0, 'succeeded', 'none')`,
  );
  db.transaction(() => {
    for (const { call, firstAt } of messages) add.run(call + 1, `call-${call}`, `+4915${(call * 7919) % 1e8}`, firstAt);
  })();
}
