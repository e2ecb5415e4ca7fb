/** What chain tests share: a flow in a line, a sender that records instead of sending, a script runner that is a function. */
import type { ChainEffects, ChainInput, ScriptRunner } from '../../../electron/core/chains/types.ts';
import { outcomeOf } from '../../../electron/core/delivery/explain.ts';
import type { Sender, SendInput, SendResult } from '../../../electron/core/delivery/types.ts';
import type { Flow, FlowNode, JsonObject } from '../../../shared/domain/chain.ts';
import type { HttpError, HttpResponseRecord } from '../../../shared/domain/webhook.ts';

export function node(id: string, type: string, config: JsonObject = {}, on: Record<string, string> = {}): FlowNode {
  return { id, type, config, on };
}

export function flowOf(nodes: FlowNode[], flowId = 'flow'): Flow {
  return { flowId, version: 1, name: `The ${flowId}`, nodes };
}

/** A trigger, then `nodes`, each leading on to the next by `next`. */
export function line(...nodes: FlowNode[]): Flow {
  const all = [node('start', 'onCallEnd', {}, { triggered: nodes[0]?.id ?? '' }), ...nodes];
  const linked = all.map((each, at): FlowNode => {
    const next = all[at + 1]?.id;
    return next === undefined || at === 0 ? each : { ...each, on: { next, ...each.on } };
  });
  return flowOf(linked);
}

export function input(flow: Flow, changes: Partial<ChainInput> = {}): ChainInput {
  return {
    flow,
    flowById: () => undefined,
    trigger: 'onCallEnd',
    callId: 'call-1',
    event: { from: '+4930123', to: '+4930456' },
    vars: {},
    replay: { isReplay: false, runId: null, operationId: null },
    allow: [],
    extraHeaders: [],
    ...changes,
  };
}

export type Answer = { status: number; body?: string; type?: string; truncated?: boolean } | HttpError;

export interface FakeSender extends Sender {
  sent: SendInput[];
}

/** Answers the requests in turn, the last answer for all that follow. */
export function senderOf(...answers: Answer[]): FakeSender {
  const sent: SendInput[] = [];
  return {
    sent,
    async send(request): Promise<SendResult> {
      const answer = answers[Math.min(sent.length, answers.length - 1)] ?? { status: 200 };
      sent.push(request);
      const error = 'kind' in answer ? answer : null;
      const response = 'kind' in answer ? null : responseOf(answer);
      return {
        request: {
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: request.body.toString(),
          encoding: 'utf8',
        },
        response,
        error,
        outcome: outcomeOf(response, error),
        timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 1 },
        address: '192.0.2.1',
        certificate: null,
        startedAt: 1,
        durationMs: 5_000,
      };
    },
    close: async () => undefined,
  };
}

function responseOf({ status, body = '', type, truncated = false }: Exclude<Answer, HttpError>): HttpResponseRecord {
  return { status, headers: type ? [['Content-Type', type]] : [], body, encoding: 'utf8', truncated };
}

const noScripts: ScriptRunner = {
  run: async () => ({ ok: false, error: { kind: 'script', message: 'no scripts here' } }),
  close: async () => undefined,
};

export function effects(changes: Partial<ChainEffects> = {}): ChainEffects {
  return { sender: senderOf({ status: 200 }), scripts: noScripts, now: () => 1_700_000_000_000, ...changes };
}
