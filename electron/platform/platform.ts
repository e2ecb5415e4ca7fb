/** The demo platform: a real server on loopback with a durable log, receivers and live calls. Started by tests, shells and `main.ts` alike. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HostAllowance } from '../../shared/domain/connection.ts';
import type { SigningScheme } from '../../shared/domain/signing.ts';
import { client, streamPath } from '../../shared/stream/protocol.ts';
import { createScriptRunner } from '../core/chains/scripts.ts';
import { createSender } from '../core/delivery/sender.ts';
import { commandHandler } from './commands.ts';
import { handleControl } from './control.ts';
import { endpointSecret, rotatedSecret, secretHint } from './delivery/webhook-request.ts';
import { type Faults, noFaults } from './faults.ts';
import { type Catalogue, catalogue } from './flows/catalogue.ts';
import { endpointDrafts, flowDrafts } from './generator/prologue.ts';
import { Random } from './generator/random.ts';
import { type BadEventKind, badEvent } from './live/bad-events.ts';
import { openChainRunner } from './live/chain-runner.ts';
import { openCourier } from './live/courier.ts';
import { goLive, settling, steady } from './live/live.ts';
import { openWorld } from './live/world.ts';
import { type Log, openLog, storePast } from './log/log.ts';
import { openPast, type Past, type PastSpec } from './log/past.ts';
import { beginAnewIfRemade, type Database, type Memory, openStore } from './log/store.ts';
import { allEndpoints, rotated } from './receivers/catalogue.ts';
import type { Mode } from './receivers/modes.ts';
import { createReceivers, type ReceiverState } from './receivers/receivers.ts';
import { serveRecording } from './recordings/serve.ts';
import { serveStream } from './stream/server.ts';
import type { StreamSettings } from './stream/subscription.ts';
import { usualHistory, usualSeed } from './usual.ts';

export interface PlatformOptions {
  dataDir: string;
  /** 0: any. Without it the one used last, if it is free. */
  port?: number;
  token?: string;
  seed?: number;
  /** Live calls per second; without it one a second to begin with, and fewer later on. */
  rate?: number;
  /** Calls ended before the first start. */
  history?: number;
  /** Write the past down instead of inventing it at every reading; for benches. */
  storePast?: boolean;
  faults?: Faults;
  settings?: Partial<StreamSettings>;
  /** Called with what an operator should know, a sentence at a time. */
  report?: (text: string) => void;
}

export interface Platform {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly streamUrl: string;
  readonly token: string;
  readonly port: number;
  readonly epoch: string;
  readonly head: number;
  readonly floor: number;
  /** How many consumers are connected. */
  readonly consumers: number;
  /** May be changed at any time. */
  readonly faults: Faults;
  receivers(): ReceiverState[];
  setMode(receiver: string, mode: Mode): void;
  /** Appends an event nobody can make sense of; returns its sequence. */
  inject(kind: BadEventKind): number;
  /** Forgets everything before this sequence. */
  trim(floor: number): void;
  newEpoch(): string;
  /** Closes every consumer's connection at once. */
  disconnect(code: number): void;
  close(): Promise<void>;
}

const graceMs = 200;
const versionsPerMove = 10;

const usualSettings: StreamSettings = {
  keepaliveMs: 15_000,
  window: 4_096,
  maxBytes: 16 << 20,
  slowMs: 120_000,
  capabilities: [client.resend, client.replay],
};

export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { db, memory } = openStore(options.dataDir);
  const server = createServer({ keepAlive: true });
  try {
    beginAnewIfRemade(db, memory);
    const port = await listen(server, options.port, memory);
    const past = openPast(pastSpec(memory, `http://127.0.0.1:${port}`, options));
    if (options.storePast) await storePast(db, memory, past);
    return assemble(server, db, memory, port, past, options);
  } catch (error) {
    server.close();
    db.close();
    throw error;
  }
}

function assemble(
  server: Server,
  db: Database,
  memory: Memory,
  port: number,
  past: Past,
  options: PlatformOptions,
): Platform {
  const url = `http://127.0.0.1:${port}`;
  const token = options.token ?? remembered(memory, 'token', () => randomBytes(24).toString('base64url'));
  const faults = options.faults ?? noFaults();
  const settings: StreamSettings = { ...usualSettings, ...options.settings };
  const { seed } = past.spec;
  const log = openLog(db, memory, past);
  const flows = announceMove(log, memory, url);
  const world = openWorld(db, past);
  const authorised = (request: IncomingMessage) => request.headers.authorization === `Bearer ${token}`;
  const receivers = createReceivers({
    authorised,
    signing: (name) => signingOf(name, seed),
    hint: (name) => secretHint(name, seed),
  });
  const sender = createSender();
  const scripts = createScriptRunner();
  const allow: HostAllowance[] = [{ host: `127.0.0.1:${port}`, ranges: ['loopback'] }];
  const courier = openCourier({ db, log, world, sender, receivers, origin: url, allow });
  const chains = openChainRunner({ db, log, world, sender, scripts, receivers, flows, allow });
  const command = commandHandler({ db, resend: courier.resend, replay: chains.replay });
  const stream = serveStream({ server, log, token, settings, faults, seed, command });
  const inject = (kind: BadEventKind) => log.append(badEvent(kind, settings.maxBytes)).sequence;
  const pace = options.rate === undefined ? settling : steady(options.rate);
  const random = new Random(seed);
  const stopLive = goLive({ log, world, courier, chains, faults, random, inject, pace });

  let closing: Promise<void> | null = null;
  const close = async () => {
    stopLive();
    courier.close();
    chains.close();
    await stream.end(graceMs);
    await Promise.all([sender.close(), scripts.close()]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    db.close();
  };

  const platform: Platform = {
    url,
    streamUrl: `ws://127.0.0.1:${port}${streamPath}`,
    token,
    port,
    get epoch() {
      return log.epoch;
    },
    get head() {
      return log.head;
    },
    get floor() {
      return log.floor;
    },
    get consumers() {
      return stream.consumers;
    },
    faults,
    receivers: receivers.list,
    setMode: receivers.setMode,
    inject,
    trim: log.trim,
    newEpoch: log.newEpoch,
    disconnect: (code) => stream.closeAll(code, 'on purpose'),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (receivers.handle(request, response) || serveRecording(world, request, response)) return;
    if (handleControl(platform, request, response, authorised)) return;
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"title":"Not Found","status":404}');
  });
  return platform;
}

/**
 * The receivers are where this platform listens. When that has changed since the last start, endpoints and flows are published anew, as
 * versions of their own; what was sent to the old address stays as it was.
 */
function announceMove(log: Log, memory: Memory, origin: string): Catalogue {
  const moves = Number(remembered(memory, 'moves', () => '0'));
  if (remembered(memory, 'current origin', () => origin) === origin) return catalogue(origin, moves * versionsPerMove);
  const flows = catalogue(origin, (moves + 1) * versionsPerMove);
  const now = Date.now();
  for (const draft of [...endpointDrafts(origin, now), ...flowDrafts([...flows.first, ...flows.changed], now)])
    log.append(draft);
  memory.set('moves', String(moves + 1));
  memory.set('current origin', origin);
  return flows;
}

/** The secret that the receiver of this name accepts. */
function signingOf(name: string, seed: number): { scheme: SigningScheme; secret: string } | null {
  const endpoint = allEndpoints.find(({ receiver, lostHost }) => receiver.name === name && lostHost === null);
  if (!endpoint || endpoint.scheme.kind === 'none') return null;
  return {
    scheme: endpoint.scheme,
    secret: name === rotated ? rotatedSecret(seed) : endpointSecret(seed, endpoint),
  };
}

/** What the past was made of at the first start; later options cannot change it, or sequences would change their bytes. */
function pastSpec(memory: Memory, origin: string, options: PlatformOptions): PastSpec {
  const spec: PastSpec = {
    seed: Number(remembered(memory, 'seed', () => String(options.seed ?? usualSeed))),
    calls: Number(remembered(memory, 'history', () => String(options.history ?? usualHistory))),
    endAt: Number(remembered(memory, 'past ends', () => String(Date.now()))),
    origin: remembered(memory, 'origin', () => origin),
  };
  if (options.seed !== undefined && options.seed !== spec.seed) {
    options.report?.(`--seed is ignored: the log in ${options.dataDir} was begun with seed ${spec.seed}`);
  }
  if (options.history !== undefined && options.history !== spec.calls) {
    options.report?.(`--history is ignored: the log in ${options.dataDir} was begun with ${spec.calls} calls`);
  }
  return spec;
}

function remembered(memory: Memory, key: string, make: () => string): string {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

/** A port that was asked for must be free; the one merely remembered gives way to any other. */
async function listen(server: Server, wanted: number | undefined, memory: Memory): Promise<number> {
  const last = Number(memory.get('port') ?? '0');
  const port = await bind(server, wanted ?? last).catch((error: unknown) => {
    if (wanted === undefined && last !== 0) return bind(server, 0);
    throw error;
  });
  memory.set('port', String(port));
  return port;
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
    });
  });
}
