/**
 * `{ method?, url, headers?, body?, timeoutMs?, saveAs? }`: one HTTP request, as the flow platform writes it. Sets
 * `vars.integrationStatus` and `vars.integrationOk`; `saveAs` keeps the answer's body (parsed when it is JSON) as a var.
 * An answer outside 2xx is a failure: it leaves by `error`, or ends the run.
 */
import { isIP } from 'node:net';
import type { FlowNode, Json, JsonObject } from '../../../../shared/domain/chain.ts';
import type { HttpResponseRecord } from '../../../../shared/domain/webhook.ts';
import { explain } from '../../delivery/explain.ts';
import { checkAddresses, parseTarget } from '../../delivery/guard.ts';
import { headerOf, headerProblem } from '../../delivery/headers.ts';
import type { SendResult } from '../../delivery/types.ts';
import { type CallRequest, httpCallConfig, isReadMethod, renderCall } from '../http-request.ts';
import { maskedRequest } from '../mask.ts';
import { ConfigError } from './config.ts';
import {
  type DryContext,
  type DryResult,
  type NodeResult,
  type NodeType,
  onFailure,
  onSuccess,
  type RunContext,
} from './types.ts';

export const httpCall: NodeType = {
  types: ['httpCall'],
  effect: (node) => {
    try {
      const { method } = httpCallConfig(node);
      if (method.includes('{{')) return 'unknown';
      return isReadMethod(method) ? 'read' : 'write';
    } catch (error) {
      if (error instanceof ConfigError) return 'unknown';
      throw error;
    }
  },
  run,
  dry,
};

async function run(node: FlowNode, context: RunContext): Promise<NodeResult> {
  const { scope, effects, input } = context;
  const call = renderCall(node, context, scope);
  const result = await effects.sender.send({
    method: call.method,
    url: call.url,
    headers: call.headers,
    body: call.body,
    timeoutMs: Math.max(1, Math.min(call.timeoutMs, context.remainingMs())),
    allow: input.allow,
    ...(effects.signal ? { signal: effects.signal } : {}),
  });
  const { vars, output, warnings } = varsAfter(call, result, scope.vars);
  const shared = { vars, output, warnings, request: result.request, response: result.response };
  if (result.outcome === 'succeeded') return { ...shared, outcome: 'succeeded', events: onSuccess };
  const error = { kind: result.error?.kind ?? 'http', message: explain(result) };
  return { ...shared, outcome: result.outcome, events: onFailure, error };
}

function varsAfter(call: CallRequest, { response, outcome }: SendResult, before: JsonObject) {
  const vars: JsonObject = {
    ...before,
    integrationStatus: response?.status ?? 0,
    integrationOk: outcome === 'succeeded',
  };
  const warnings = [...call.warnings];
  if (call.saveAs === undefined || !response) return { vars, output: null, warnings };
  if (response.truncated) warnings.push('The answer was longer than 128 KiB; the var holds its beginning.');
  const output = answerOf(response);
  return { vars: { ...vars, [call.saveAs]: output }, output, warnings };
}

/** The answer's body: parsed when it says or looks as if it were JSON and is; text otherwise. */
function answerOf({ headers, body, encoding, truncated }: HttpResponseRecord): Json {
  if (encoding !== 'utf8' || truncated || body === '') return body;
  const type = headerOf(headers, 'content-type') ?? '';
  if (type !== '' && !/[/+]json\b/i.test(type)) return body;
  try {
    const parsed = JSON.parse(body) as Json;
    return isDeeperThan(parsed, deepestAnswer) ? body : parsed;
  } catch {
    return body;
  }
}

/** Deeper values stay text: a receiver must not be able to overflow whoever walks the vars later. */
const deepestAnswer = 200;

function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}

function dry(node: FlowNode, context: DryContext): DryResult {
  const call = renderCall(node, context, context.scope);
  const problem = refusal(call, context);
  const assumed: JsonObject = { ...context.scope.vars, integrationStatus: 200, integrationOk: true };
  return {
    treatment: 'run',
    events: onSuccess,
    vars: assumed,
    unknownVars: call.saveAs === undefined ? [] : [call.saveAs],
    request: maskedRequest(call),
    warnings: call.warnings,
    ...(problem === null ? {} : { error: { kind: 'blocked', message: problem } }),
  };
}

/** What the guard would say at once; names are looked up only when the request is really sent. */
function refusal(call: CallRequest, { input }: DryContext): string | null {
  // A part of the address is not known yet.
  if (/<vars\.[^<>]+>/.test(call.url)) return null;
  const target = parseTarget(call.url);
  if (!target.ok) return target.message;
  const problem = headerProblem(call.headers);
  if (problem !== null || isIP(target.value.host) === 0) return problem;
  const checked = checkAddresses(target.value, [target.value.host], input.allow);
  return checked.ok ? null : checked.message;
}
