/**
 * Core as Electron's utility process: starts when told where its data lies, serves whatever ports it is handed, asks the main process
 * for secrets, since the keychain is reached from there alone.
 */
import { type Core, startCore } from '../core/core.ts';
import { MirrorUnavailable } from '../core/mirror/errors.ts';
import type { SecretStore } from '../core/secrets.ts';
import type { FromCore, SecretRequest, ToCore } from './core-messages.ts';

// The mirror is its owner's alone, also in a folder that others may read.
process.umask(0o077);
const parent = process.parentPort;
const pending = new Map<number, { resolve: (value: string | null) => void; reject: (error: Error) => void }>();
let lastId = 0;
let core: Core | null = null;

function send(message: FromCore): void {
  parent.postMessage(message);
}

function ask(request: SecretRequest): Promise<string | null> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    pending.set(id, { resolve, reject });
    send({ kind: 'secret', id, request });
  });
}

function keychain({ kind, path }: Pick<SecretStore, 'kind' | 'path'>): SecretStore {
  return {
    kind,
    path,
    get: (name) => ask({ action: 'get', name }),
    set: async (name, value) => void (await ask({ action: 'set', name, value })),
    delete: async (name) => void (await ask({ action: 'delete', name })),
  };
}

async function start(message: Extract<ToCore, { kind: 'start' }>): Promise<void> {
  const { dataDir, version, recover } = message;
  try {
    core = await startCore({
      dataDir,
      version,
      recover,
      secrets: keychain(message.secrets),
      shell: 'desktop',
      log: (line) => send({ kind: 'trouble', message: line }),
      // The main process starts another.
      onFatal: () => process.exit(1),
      onOpening: (opening) => send({ kind: 'opening', opening }),
      onAlert: (alert) => send({ kind: 'alert', alert }),
    });
  } catch (error) {
    if (!(error instanceof MirrorUnavailable)) throw error;
    send({ kind: 'unavailable', code: error.code, message: error.message });
    return;
  }
  send({ kind: 'ready' });
}

function settle({ id, value, error }: Extract<ToCore, { kind: 'secret answer' }>): void {
  const waiting = pending.get(id);
  pending.delete(id);
  if (error !== null) waiting?.reject(new Error(error));
  else waiting?.resolve(value);
}

async function close(): Promise<void> {
  await core?.close();
  process.exit(0);
}

parent.on('message', ({ data, ports }) => {
  const message: ToCore = data;
  switch (message.kind) {
    case 'start':
      return void start(message);
    case 'connection':
      core?.ensureConnection(message.connection).catch((error: unknown) => {
        send({ kind: 'trouble', message: `The connection could not be stored: ${String(error)}` });
      });
      return;
    case 'port': {
      const [port] = ports;
      if (!port) return;
      if (core === null) return port.close();
      core.servePort(port);
      port.start();
      return;
    }
    case 'secret answer':
      return settle(message);
    case 'close':
      return void close();
  }
});
