/** Gathers what messages and runs are drafted from: themselves, how their endpoints are sent to, the flows, what the platform can do. */

import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import { hostOf } from '../delivery/guard.ts';
import type { EndpointSetups } from '../delivery/types.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { Resendable } from '../mirror/readers/resendable.ts';
import type { StreamState } from '../sources/stream.ts';
import { addressBook } from './addresses.ts';
import { type CallToRun, draftFromCall, type FromCallRequest } from './draft-from-call.ts';
import { draftReplay, type ReplaySurroundings } from './draft-replay.ts';
import { draftResend, type ResendRequest, type ResendSurroundings } from './draft-resend.ts';
import type { Draft } from './drafts.ts';
import { platformSide } from './platform-side.ts';
import type { ReplayRequest } from './replay-start.ts';
import { resendables } from './resendables.ts';

export interface DrafterDeps {
  readers: ReaderPool;
  setups: EndpointSetups;
  connection: (id: string) => Connection | undefined;
  streamState: (id: string) => StreamState | undefined;
}

export type OperationRequest = ResendRequest | ReplayRequest | FromCallRequest;

/**
 * A draft of one item, with everything that carrying it out needs. `endpoint` is the platform's id of it for a resend, and the host
 * for a replay.
 */
export type Drafted = { draft: Draft; host: string; endpoint: string; recovered: boolean } & (
  | { kind: 'resend'; request: ResendRequest; message: Resendable; around: ResendSurroundings }
  | { kind: 'replay'; request: ReplayRequest; run: RunDetail; around: ReplaySurroundings }
  | { kind: 'from call'; request: FromCallRequest; of: CallToRun; around: ReplaySurroundings }
);

export type Drafter = ReturnType<typeof createDrafter>;

export function createDrafter({ readers, setups, connection, streamState }: DrafterDeps) {
  const addresses = addressBook();

  async function resendSurroundings(connectionId: string, endpointId: string): Promise<ResendSurroundings> {
    return { setup: await setups(connectionId, endpointId), platform: platformSide(streamState(connectionId)) };
  }

  async function replaySurroundings(connectionId: string): Promise<ReplaySurroundings> {
    const flows = await readers.read((db) => db.newestFlows(connectionId));
    return {
      flows: new Map(flows.map((flow) => [flow.flowId, flow])),
      allow: connection(connectionId)?.allow ?? [],
      platform: platformSide(streamState(connectionId)),
    };
  }

  function resend(request: ResendRequest, message: Resendable, around: ResendSurroundings): Drafted {
    return {
      kind: 'resend',
      request,
      message,
      around,
      draft: draftResend(request, message, around, addresses),
      recovered: message.state === 'recovered' || message.state === 'succeeded',
      endpoint: message.endpointId,
      host: placeOf(request, message.connectionId, addresses(request.url ?? message.url).host),
    };
  }

  function replay(request: ReplayRequest, run: RunDetail, around: ReplaySurroundings): Drafted {
    const draft = draftReplay(request, run, around);
    const host = firstHost(draft);
    return {
      kind: 'replay',
      request,
      run,
      around,
      draft,
      recovered: run.original.state !== 'failed',
      endpoint: host,
      host: placeOf(request, run.original.connectionId, host),
    };
  }

  async function fromCall(request: FromCallRequest, signal?: AbortSignal): Promise<Drafted | null> {
    const call = await readers.read((db) => db.call(request.callId), signal);
    if (!call) return null;
    const runs = await readers.read((db) => db.callRuns(request.callId), signal);
    const of: CallToRun = { call, runs: runs.map(({ original }) => original) };
    const around = await replaySurroundings(call.connectionId);
    const draft = draftFromCall(request, of, around);
    const host = firstHost(draft);
    return { kind: 'from call', request, of, around, draft, recovered: false, endpoint: host, host };
  }

  /** What the pace counts by. */
  const placeOf = ({ executor }: ResendRequest | ReplayRequest, connectionId: string, host: string): string =>
    executor === 'platform' ? (connection(connectionId)?.name ?? connectionId) : host;

  async function resendable(ids: readonly number[], signal?: AbortSignal): Promise<(Resendable | null)[]> {
    return ids.length > 0 ? resendables(await readers.read((db) => db.resendableJson(ids), signal)) : [];
  }

  /** Drafts many at once, in the order of the requests; `null` for what is not in the mirror. Opens no connection. */
  return async (requests: readonly OperationRequest[], signal?: AbortSignal): Promise<(Drafted | null)[]> => {
    const messageIds = requests.flatMap((request) => (request.kind === 'resend' ? [request.messageId] : []));
    const runIds = requests.flatMap((request) => (request.kind === 'replay' ? [request.runId] : []));
    const messages = (await resendable(messageIds, signal)).values();
    const runs = (runIds.length > 0 ? await readers.read((db) => db.runs(runIds), signal) : []).values();
    // What they share is looked up once.
    const known = new Map<string, ResendSurroundings>();
    const flows = new Map<string, ReplaySurroundings>();
    const drafted: (Drafted | null)[] = [];
    for (const request of requests) {
      if (request.kind === 'resend') {
        const message = messages.next().value;
        if (!message) {
          drafted.push(null);
          continue;
        }
        const { connectionId, endpointId } = message;
        const key = `${connectionId} ${endpointId}`;
        const around = known.get(key) ?? (await resendSurroundings(connectionId, endpointId));
        known.set(key, around);
        drafted.push(resend(request, message, around));
      } else if (request.kind === 'from call') {
        drafted.push(await fromCall(request, signal));
      } else {
        const run = runs.next().value;
        if (!run) {
          drafted.push(null);
          continue;
        }
        const { connectionId } = run.original;
        const around = flows.get(connectionId) ?? (await replaySurroundings(connectionId));
        flows.set(connectionId, around);
        drafted.push(replay(request, run, around));
      }
    }
    return drafted;
  };
}

/** Where the first request of a dry run goes; empty when it makes none. */
function firstHost({ shown }: Draft): string {
  const steps = shown().dryRun?.steps ?? [];
  const first = steps.find((step) => step.treatment === 'run' && step.request !== null)?.request;
  return first ? hostOf(first.url) : '';
}
