/** What comes in while the mirror and its peers are asked: 1,000 calls a second, with their webhooks and chains. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openMirror, openReadable } from '../../../electron/core/mirror/open.ts';
import { receive } from '../../../electron/core/mirror/receive.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { startStreamServer } from '../../fixtures/stream-server.ts';
import { type Peer, type PeerMaker, type PeerRows, wordsTable } from '../peers/peer.ts';
import { framesOf } from './frames.ts';
import { rowsBetween, wordsBetween } from './rows.ts';

const perS = 1000;
export const turnMs = 50;
/** As many as the questions take time for. */
const comingIn = 16_000;
const perTurn = perS * (turnMs / 1000);
const turns = comingIn / perTurn;

/** Others than ever before. */
const newFrames = (epoch: string): Promise<Buffer[]> =>
  framesOf(Math.floor(Math.random() * 2 ** 31), comingIn, epoch, Date.now());

/** A platform that sends them, from the first consumer on until it is closed. */
export async function comingCalls(): Promise<{ url: string; close(): Promise<void> }> {
  const epoch = `bench ${Date.now()}`;
  const frames = await newFrames(epoch);
  const atOnce = Math.ceil(frames.length / turns);
  let sending: Paced | undefined;
  const server = await startStreamServer({
    onConsumer(consumer) {
      consumer.hello({ epoch });
      sending ??= paced(turns, 1, async (turn) => {
        for (const frame of frames.slice(turn * atOnce, (turn + 1) * atOnce))
          consumer.socket.send(frame.toString('utf8'));
      });
    },
  });
  return {
    url: server.url,
    async close() {
      await sending?.stop();
      await server.close();
    },
  };
}

/** A mirror in `dataDir` of nothing but such calls, whose events follow `after`: their rows are what peers write. */
export async function comingMirror(dataDir: string, after: number): Promise<void> {
  const frames = await newFrames(`bench ${Date.now()}`);
  const mirror = openMirror(dataDir);
  mirror.db.pragma('synchronous = OFF');
  mirror.db.exec(`INSERT INTO source (id, uri) VALUES (1, '//before');
    INSERT INTO event (seq, source_id, event_id, connection_id, type, received_at, bytes)
    VALUES (${after}, 1, 'before', 'bench', 'before', 0, x'7b7d')`);
  const writer = createWriter(mirror.db);
  for (let from = 0; from < frames.length; from += 1000) {
    const received = frames.slice(from, from + 1000).map((bytes) => receive(bytes, Date.now()));
    writer.commit({ connectionId: 'coming', zone: 'UTC', received, position: null });
  }
  mirror.close();
}

/** Their rows and what was said, as many as come in at once. They are in memory: to read them is nobody's work. */
export function comingRows(dataDir: string): PeerRows[] {
  const db = openReadable(dataDir);
  const [before = 0, newest = 0] = db.prepare('SELECT min(seq), max(seq) FROM event').raw().get() as number[];
  const atOnce = Math.ceil((newest - before) / turns);
  const [rows, words] = [rowsBetween(db), wordsBetween(db)];
  const found = Array.from({ length: turns }, (_, turn): PeerRows => {
    const from = before + turn * atOnce;
    return new Map([...rows(from, from + atOnce), [wordsTable.name, words(from, from + atOnce)]]);
  });
  db.close();
  return found;
}

/**
 * Writes them to a peer at that pace. A server that falls behind takes more at once, which costs it less; where answers wait for what is
 * being written, they would wait the longer.
 */
export const keepWriting = (
  peer: Peer,
  coming: readonly PeerRows[],
  { isServer }: Pick<PeerMaker, 'isServer'>,
): Paced => paced(coming.length, isServer ? 8 : 1, (turn, of) => peer.commit(merged(coming.slice(turn, turn + of))));

function merged(all: readonly PeerRows[]): PeerRows {
  const rows = new Map<string, (readonly unknown[])[]>();
  for (const each of all) for (const [table, list] of each) rows.set(table, [...(rows.get(table) ?? []), ...list]);
  return rows;
}

interface Paced {
  /** Calls a second that came in until it was stopped; of a source that had no more, until it had none. */
  ended: Promise<number>;
  stop(): Promise<number>;
}

/** A turn every 50 ms; of those that are late up to `most` at once. */
export function paced(turns: number, most: number, take: (turn: number, of: number) => Promise<void>): Paced {
  let on = true;
  const ended = (async () => {
    const began = performance.now();
    let turn = 0;
    while (on && turn < turns) {
      const due = Math.floor((performance.now() - began) / turnMs) + 1 - turn;
      const of = Math.max(1, Math.min(most, due, turns - turn));
      await take(turn, of);
      turn += of;
      await sleep(Math.max(1, began + turn * turnMs - performance.now()));
    }
    return (turn * perTurn) / ((performance.now() - began) / 1000);
  })();
  return {
    ended,
    stop() {
      on = false;
      return ended;
    },
  };
}
