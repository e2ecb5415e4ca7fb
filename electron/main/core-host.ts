/** Keeps core's process running and connected: starts it, answers its questions for secrets, starts it anew when it dies. */
import type { MessagePortMain, UtilityProcess } from 'electron';
import type { Alert } from '../../shared/domain/alert.ts';
import type { Opening } from '../../shared/domain/opening.ts';
import type { SecretStore } from '../core/secrets.ts';
import type { GivenConnection } from '../launch/connections.ts';
import type { Restarts } from '../launch/restarts.ts';
import type { FromCore, SecretRequest, ToCore } from './core-messages.ts';

/** Why there is no core, to be put before the operator. */
export type CoreTrouble =
  | { kind: 'mirror'; damaged: boolean; message: string }
  | { kind: 'keeps ending'; message: string };

export type WayOut = 'try again' | 'recover' | 'quit';

export interface CoreHost {
  readonly ready: boolean;
  /** Gives core one end of a channel. Only while `ready`. */
  takePort(port: MessagePortMain): void;
  /** Makes a connection known, now and to every later core. */
  ensureConnection(connection: GivenConnection): void;
  /** Closes core; kills it when it takes more than five seconds. */
  stop(): Promise<void>;
}

const closingMs = 5000;

/**
 * `onTrouble` is asked when core cannot start or keeps ending: "try again" starts over, "recover" without the damaged mirror, "quit" leaves it at that. `onReady` follows
 * every successful start, the first and any later one.
 */
export function hostCore({
  fork,
  start,
  secrets,
  restarts,
  onOpening,
  onReady,
  onTrouble,
  onAlert,
  say,
}: {
  fork: () => UtilityProcess;
  /** `recover`: set a damaged mirror aside at the first start. */
  start: { dataDir: string; version: string; recover: boolean };
  secrets: SecretStore;
  restarts: Restarts;
  onOpening: (opening: Opening) => void;
  onReady: () => void;
  onTrouble: (trouble: CoreTrouble) => Promise<WayOut>;
  onAlert: (alert: Alert) => void;
  say: (line: string) => void;
}): CoreHost {
  const connections = new Map<string, GivenConnection>();
  let child: UtilityProcess | null = null;
  let ready = false;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  const post = (message: ToCore, ports: MessagePortMain[] = []): void => child?.postMessage(message, ports);

  const run = (recover = false): void => {
    const startedAt = performance.now();
    let unavailable: Extract<FromCore, { kind: 'unavailable' }> | null = null;
    const current = fork();
    child = current;

    const onMessage = (message: FromCore): void => {
      if (message.kind === 'ready') {
        ready = true;
        for (const connection of connections.values()) post({ kind: 'connection', connection });
        onReady();
      } else if (message.kind === 'unavailable') {
        unavailable = message;
        current.kill();
      } else if (message.kind === 'secret') {
        void answerSecret(secrets, message.request).then((answer) => {
          if (child === current) post({ kind: 'secret answer', id: message.id, ...answer });
        });
      } else if (message.kind === 'opening') {
        onOpening(message.opening);
      } else if (message.kind === 'alert') {
        onAlert(message.alert);
      } else {
        say(message.message);
      }
    };
    current.on('message', onMessage);
    current.once('exit', (code) => {
      ready = false;
      child = null;
      if (stopping) return;
      if (unavailable !== null) {
        const { code, message } = unavailable;
        return consult({ kind: 'mirror', damaged: code === 'corrupt', message });
      }
      const delay = restarts.died(performance.now() - startedAt);
      if (delay === null) return consult({ kind: 'keeps ending', message: `Its last exit code was ${code}.` });
      say(`Core ended (exit code ${code}); it starts again in ${delay} ms.`);
      timer = setTimeout(run, delay);
    });
    post({ kind: 'start', ...start, recover, secrets: { kind: secrets.kind, path: secrets.path } });
  };

  const consult = (trouble: CoreTrouble): void => {
    void onTrouble(trouble).then((choice) => {
      if (choice === 'quit' || stopping) return;
      restarts.forgive();
      run(choice === 'recover');
    });
  };

  run(start.recover);
  return {
    get ready() {
      return ready;
    },
    takePort: (port) => post({ kind: 'port' }, [port]),
    ensureConnection(connection) {
      connections.set(connection.id, connection);
      if (ready) post({ kind: 'connection', connection });
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      const current = child;
      if (current === null) return;
      const gone = new Promise<void>((resolve) => current.once('exit', () => resolve()));
      const insist = setTimeout(() => current.kill(), closingMs);
      post({ kind: 'close' });
      await gone;
      clearTimeout(insist);
    },
  };
}

async function answerSecret(
  secrets: SecretStore,
  request: SecretRequest,
): Promise<{ value: string | null; error: string | null }> {
  try {
    if (request.action === 'get') return { value: await secrets.get(request.name), error: null };
    if (request.action === 'set') await secrets.set(request.name, request.value);
    else await secrets.delete(request.name);
    return { value: null, error: null };
  } catch (error) {
    return { value: null, error: error instanceof Error ? error.message : String(error) };
  }
}
