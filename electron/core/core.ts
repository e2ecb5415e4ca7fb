/** Core: the engine behind every shell. Plain Node; owns the mirror, the sources, delivery, chains and operations. */
import { userInfo } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { About } from '../../shared/contract/index.ts';
import type { Alert } from '../../shared/domain/alert.ts';
import type { Connection, HostAllowance } from '../../shared/domain/connection.ts';
import type { Opening } from '../../shared/domain/opening.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import { type Served, serveContract } from './api/serve.ts';
import { createScriptRunner } from './chains/scripts.ts';
import { createChanges } from './changes.ts';
import { type ConnectionSettings, createConnections } from './connections.ts';
import { createSender } from './delivery/sender.ts';
import { createEndpoints } from './endpoints/endpoints.ts';
import { createEndpointSetups } from './endpoints/setups.ts';
import { createTestSend } from './endpoints/test-send.ts';
import { MirrorUnavailable } from './mirror/errors.ts';
import { startIngestThread } from './mirror/ingest-thread.ts';
import { startReaderPool } from './mirror/reader-pool.ts';
import { type SearchThread, startSearchThread } from './mirror/search/search-thread.ts';
import { createOperations } from './operations/operations.ts';
import { createReveals } from './privacy/reveals.ts';
import { createRecordings } from './recordings/recordings.ts';
import type { SecretStore } from './secrets.ts';
import { createSettings } from './settings.ts';
import { createEvaluator } from './sources/mapping/evaluator.ts';
import { createMapper, type Mapper } from './sources/mapping/mapper.ts';
import { createReceivers } from './sources/receivers.ts';
import { collectAlone } from './threads.ts';
import { requestRecovery } from './upkeep/recovery.ts';
import { createUpkeep, type Upkeep } from './upkeep/upkeep.ts';
import { createUpkeepThread } from './upkeep/upkeep-thread.ts';

export interface CoreOptions {
  /** Where the mirror lies; made when absent. */
  dataDir: string;
  secrets: SecretStore;
  shell: About['shell'];
  version: string;
  /** When the mirror is damaged, set it aside and go on with the newest sound backup, or with an empty mirror. */
  recover?: boolean;
  /** Faults worth telling, one line or a stack each. */
  log?: (line: string) => void;
  /** Told when the ingest thread is lost; core is of no use then and must be started anew. */
  onFatal?: (error: Error) => void;
  /** Told how far it is while the mirror is opened, where that takes long. */
  onOpening?: (opening: Opening) => void;
  /** Told of a burst of failures, for a notification outside of any page. */
  onAlert?: (alert: Alert) => void;
}

/** What a shell gives for a connection that it brings along. */
export interface GivenSettings extends ConnectionSettings {
  replaces?: readonly string[];
  /** By endpoint id. */
  endpointSecrets?: Readonly<Record<string, string>>;
}

export interface Core {
  /**
   * Adds the connection and starts it. One that is known gets the address, the token and the allowances it lacks; the rest is the
   * operator's. Connections it `replaces` leave the list; what they brought stays. Its endpoints get the secrets they lack.
   */
  ensureConnection(settings: GivenSettings): Promise<void>;
  servePort: Served['port'];
  serveSocket: Served['socket'];
  /** Lets running operations end for a moment, commits what is pending and closes the mirror. */
  close(): Promise<void>;
}

/** What is in flight at the end gets this long before it is cancelled. */
const closeGraceMs = 3000;

/**
 * Opens the mirror in `dataDir` and starts its connections; needs no platform to be there.
 * @throws MirrorUnavailable when another instance has the mirror, or it cannot be opened.
 */
export async function startCore(options: CoreOptions): Promise<Core> {
  const { dataDir, secrets, shell, version, onFatal } = options;
  collectAlone();
  const log = options.log ?? (() => {});
  const actor = nameOfUser();
  const changes = createChanges();
  let search: SearchThread | null = null;
  let alerts: Alerts | null = null;
  let upkeep: Upkeep | null = null;
  let mapper: Mapper | null = null;
  const start = () =>
    startIngestThread(
      dataDir,
      {
        opening: (opening) => options.onOpening?.(opening),
        changed(topics) {
          changes.note(topics);
          search?.wake();
          if (topics.includes('deadLetters')) mapper?.wake();
          if (topics.includes('webhooks') || topics.includes('chains')) alerts?.look();
        },
        copied: (share) => upkeep?.noteCopied(share),
        damaged: () => upkeep?.noteDamage(),
        streamState: (id, state) => connections.noteState(id, state),
      },
      (error) => {
        log(error.stack ?? error.message);
        onFatal?.(error);
      },
    );
  const ingest = await start().catch(async (error: unknown) => {
    if (!options.recover || !(error instanceof MirrorUnavailable) || error.code !== 'corrupt') throw error;
    const { check, close } = createUpkeepThread(dataDir);
    const backup = await requestRecovery(dataDir, { check, at: Date.now(), actor });
    await close();
    log(`${error.message} It is set aside; ${backup === null ? 'a new mirror begins' : `${backup} takes its place`}.`);
    return start();
  });
  const settings = createSettings({
    stored: ingest.opened.settings,
    save: ingest.call.saveSettings,
    actor,
    log,
  });
  const connections = createConnections(ingest, secrets, actor, {
    onState: () => changes.note(['connections']),
    onRemove: (id) => endpoints.forget(id),
  });
  search = startSearchThread(dataDir, {
    // Lists narrowed by words know more now.
    indexed(lateTo) {
      changes.note(['webhooks', 'chains']);
      void ingest.call.trimSearchDue(lateTo).catch((error: unknown) => log(String(error)));
    },
    failed: log,
  });
  const readers = startReaderPool(dataDir, {
    searchDamaged: () => search?.renew(),
    damaged: () => upkeep?.noteDamage(),
    slow: (name, durationMs) => upkeep?.noteSlow(name, durationMs),
  });
  upkeep = createUpkeep({
    dataDir,
    readers,
    ingest,
    settings: settings.get,
    actor,
    now: Date.now,
    onChange: () => changes.note(['upkeep']),
    searchDamaged: () => search?.renew(),
    forgetRecordings: (dropped) => recordings.drop(dropped),
    restart: () => onFatal?.(new Error('A backup takes the place of the mirror.')),
    log,
  });
  alerts = createAlerts({
    recent: (since) => readers.read((db) => db.recentFailures(since)),
    settings: () => settings.get().notifications,
    onAlert: options.onAlert ?? (() => {}),
    now: Date.now,
    log,
  });
  const sender = createSender();
  const recordings = createRecordings({
    dataDir,
    sender,
    find: (id) => readers.read((db) => db.recordingOf(id)),
    allowed: (id) => connections.find(id)?.allow ?? [],
    settings: () => settings.get().recordings,
    fetched: ({ connectionId, callId }, bytes) =>
      ingest.call.audit({
        at: Date.now(),
        actor,
        action: 'recording fetched',
        subject: callId,
        detail: { connection: connectionId, bytes },
      }),
    changed: () => changes.note(['recordings']),
    log,
  });
  settings.onChange((now, before) => {
    if (!isDeepStrictEqual(now.retention, before.retention)) void upkeep?.retain();
    if (now.recordings.cacheMb !== before.recordings.cacheMb) recordings.trim();
  });
  const scripts = createScriptRunner();
  const endpoints = createEndpoints({ readers, ingest, secrets, actor, now: Date.now });
  const setups = createEndpointSetups({ readers, secrets, connection: connections.find });
  const operations = createOperations({
    readers,
    ingest,
    sender,
    scripts,
    setups,
    connection: connections.find,
    streamState: connections.streamState,
    actor,
    now: Date.now,
    log,
  });
  const evaluator = createEvaluator();
  mapper = createMapper({
    readers,
    ingest,
    evaluator,
    connections: connections.list,
    onProgress: () => changes.note(['connections']),
    log,
    now: Date.now,
  });
  const sendTest = createTestSend({ readers, ingest, setups, sender, actor, now: Date.now });
  const about: About = {
    version,
    shell,
    dataDir,
    secrets: { kind: secrets.kind, path: secrets.path },
    startedAt: Date.now(),
  };
  const served = serveContract(
    {
      about,
      actor,
      readers,
      ingest,
      settings,
      reveals: createReveals(),
      connections,
      endpoints,
      setups,
      sendTest,
      operations,
      changes,
      alerts,
      receivers: createReceivers(connections, ingest),
      recordings,
      evaluator,
      mapper,
      upkeep,
    },
    log,
  );
  await connections.startAll();
  // What a mapping had not got to when core ended.
  mapper.wake();

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    changes.close();
    alerts?.close();
    await operations.close(closeGraceMs);
    await mapper?.close();
    await upkeep?.close();
    await recordings.close();
    // Whoever closes a file last tidies it, and readers cannot; of the mirror the search is one.
    await readers.close();
    await Promise.all([search?.close(), sender.close(), scripts.close(), evaluator.close()]);
    await ingest.close();
  }

  return {
    async ensureConnection({ token, replaces = [], endpointSecrets = {}, ...settings }) {
      for (const id of replaces) if (connections.find(id)) await connections.remove(id);
      const known = connections.find(settings.id);
      const wanted: Connection = known
        ? { ...known, url: settings.url, allow: withAllowances(known.allow, settings.allow) }
        : { ...settings, kind: 'stream', enabled: true };
      if (!known || !isDeepStrictEqual(known, wanted) || !(await connections.hasToken(known.id, token))) {
        await connections.save(wanted, token, known ? 'connection changed' : 'connection added');
      }
      await endpoints.ensureSecrets(settings.id, endpointSecrets);
    },
    servePort: served.port,
    serveSocket: served.socket,
    close: () => (closed ??= close()),
  };
}

function withAllowances(kept: readonly HostAllowance[], needed: readonly HostAllowance[]): HostAllowance[] {
  return [...kept, ...needed.filter(({ host }) => !kept.some((one) => one.host === host))];
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under an id that has no name.
    return 'operator';
  }
}
