/** Gathers what messages and runs are drafted from: themselves, how their endpoints sign, the flows, what the platform can do. */

import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { parseTarget } from '../delivery/guard.ts';
import type { EndpointSetups } from '../delivery/types.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { StreamState } from '../sources/stream.ts';
import { draftReplay, type ReplaySurroundings } from './draft-replay.ts';
import { draftResend, type ResendRequest, type ResendSurroundings } from './draft-resend.ts';
import type { Draft, DraftItem } from './drafts.ts';
import { platformSide } from './platform-side.ts';
import type { ReplayRequest } from './replay-start.ts';

export interface DrafterDeps {
  readers: ReaderPool;
  setups: EndpointSetups;
  connection: (id: string) => Connection | undefined;
  streamState: (id: string) => StreamState | undefined;
}

export type OperationRequest = ResendRequest | ReplayRequest;

/** A draft of one item, with everything that carrying it out needs. */
export type Drafted = { draft: Draft; item: DraftItem; host: string; endpoint: string; recovered: boolean } & (
  | { kind: 'resend'; request: ResendRequest; message: MessageDetail; around: ResendSurroundings }
  | { kind: 'replay'; request: ReplayRequest; run: RunDetail; around: ReplaySurroundings }
);

export type Drafter = ReturnType<typeof createDrafter>;

export function createDrafter({ readers, setups, connection, streamState }: DrafterDeps) {
  async function resendSurroundings(connectionId: string, endpointId: string): Promise<ResendSurroundings> {
    const { scheme, secrets } = await setups(connectionId, endpointId);
    return {
      scheme,
      secrets,
      platform: platformSide(streamState(connectionId)),
    };
  }

  async function replaySurroundings(connectionId: string): Promise<ReplaySurroundings> {
    const flows = await readers.read((db) => db.newestFlows(connectionId));
    return {
      flows: new Map(flows.map((flow) => [flow.flowId, flow])),
      allow: connection(connectionId)?.allow ?? [],
      platform: platformSide(streamState(connectionId)),
    };
  }

  function resend(request: ResendRequest, message: MessageDetail, around: ResendSurroundings): Drafted | null {
    const draft = draftResend(request, message, around);
    const [item] = draft.items;
    if (!item) return null;
    const host = hostOf(request.url ?? message.url);
    const recovered = message.state === 'recovered' || message.state === 'succeeded';
    return {
      kind: 'resend',
      request,
      message,
      around,
      draft,
      item,
      recovered,
      endpoint: message.endpointName,
      host: request.executor === 'platform' ? platformName(item.connectionId) : host,
    };
  }

  function replay(request: ReplayRequest, run: RunDetail, around: ReplaySurroundings): Drafted | null {
    const draft = draftReplay(request, run, around);
    const [item] = draft.items;
    if (!item) return null;
    const first = item.dryRun?.steps.find((step) => step.treatment === 'run' && step.request !== null)?.request;
    const host = first ? hostOf(first.url) : '';
    const recovered = run.original.state !== 'failed';
    return {
      kind: 'replay',
      request,
      run,
      around,
      draft,
      item,
      recovered,
      endpoint: host,
      host: request.executor === 'platform' ? platformName(item.connectionId) : host,
    };
  }

  const platformName = (id: string): string => connection(id)?.name ?? id;

  /** Drafts many at once, in the order of the requests; `null` for what is not in the mirror. Opens no connection. */
  return async (requests: readonly OperationRequest[], signal?: AbortSignal): Promise<(Drafted | null)[]> => {
    const resends = requests.filter((request) => request.kind === 'resend');
    const replays = requests.filter((request) => request.kind === 'replay');
    const messageIds = resends.map(({ messageId }) => messageId);
    const runIds = replays.map(({ runId }) => runId);
    const messages = messageIds.length > 0 ? await readers.read((db) => db.messages(messageIds), signal) : [];
    const runs = runIds.length > 0 ? await readers.read((db) => db.runs(runIds), signal) : [];
    // What they share is looked up once.
    const known = new Map<string, Promise<ResendSurroundings>>();
    const flows = new Map<string, Promise<ReplaySurroundings>>();
    const drafted: (Drafted | null)[] = [];
    for (const request of requests) {
      if (request.kind === 'resend') {
        const message = messages.shift();
        if (!message) {
          drafted.push(null);
          continue;
        }
        const around = once(known, JSON.stringify([message.connectionId, message.endpointId]), () =>
          resendSurroundings(message.connectionId, message.endpointId),
        );
        drafted.push(resend(request, message, await around));
      } else {
        const run = runs.shift();
        if (!run) {
          drafted.push(null);
          continue;
        }
        const { connectionId } = run.original;
        const around = once(flows, connectionId, () => replaySurroundings(connectionId));
        drafted.push(replay(request, run, await around));
      }
    }
    return drafted;
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let made = known.get(key);
  if (!made) {
    made = make();
    known.set(key, made);
  }
  return made;
}

/** `name:port`; what is no address counts as a host of its own. */
function hostOf(url: string): string {
  const target = parseTarget(url);
  return target.ok ? `${target.value.host}:${target.value.port}` : '';
}
