/**
 * Attempts and runs as platforms mostly send them, read without a schema's cost: every event of a backlog goes through here. What is odd in
 * any way answers `null`, and is the schema's to read or to find fault with; of all others both give the same.
 */
import type { Json, JsonObject } from '../../../../shared/domain/chain.ts';
import { httpErrorKinds } from '../../../../shared/domain/webhook.ts';
import {
  type ChainRan,
  instantOf,
  isDuration,
  isStatus,
  type WebhookAttempted,
} from '../../../../shared/stream/events.ts';

type Bag = Record<string, unknown>;
type Step = ChainRan['steps'][number];

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const isJson = (value: unknown): value is JsonObject => isBag(value);
const isNamed = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
const isNone = (value: unknown): value is null | undefined => value === null || value === undefined;
const isLength = (value: unknown): value is number => typeof value === 'number' && isDuration(value);

function instant(value: unknown): number | null {
  return typeof value === 'string' ? instantOf(value) : null;
}

function isHeaders(value: unknown): value is [string, string][] {
  if (!Array.isArray(value)) return false;
  for (const pair of value) {
    if (!Array.isArray(pair) || pair.length !== 2 || !isText(pair[0]) || !isText(pair[1])) return false;
  }
  return true;
}

const isEncoding = (value: unknown): value is 'utf8' | 'base64' => value === 'utf8' || value === 'base64';

function requestOf(value: unknown): WebhookAttempted['request'] | null {
  if (!isBag(value)) return null;
  const { method, url, headers, body, bodyEncoding, droppedBytes } = value;
  if (!isText(method) || !isText(url) || !isHeaders(headers) || !isText(body)) return null;
  if (!isEncoding(bodyEncoding) || droppedBytes !== undefined) return null;
  return { method, url, headers, body, bodyEncoding };
}

function responseOf(value: unknown): NonNullable<WebhookAttempted['response']> | null {
  if (!isBag(value)) return null;
  const { status, headers, body, bodyEncoding, truncated, droppedBytes } = value;
  if (typeof status !== 'number' || !Number.isInteger(status) || !isStatus(status)) return null;
  if (!isHeaders(headers) || !isText(body) || !isEncoding(bodyEncoding)) return null;
  if (typeof truncated !== 'boolean' || droppedBytes !== undefined) return null;
  return { status, headers, body, bodyEncoding, truncated };
}

/** `undefined` for one that is odd. The kinds are the operator's words: others are the schema's to read. */
function failureOf(value: unknown): WebhookAttempted['error'] | undefined {
  if (value === null) return null;
  if (!isBag(value) || !isText(value.message)) return undefined;
  const kind = httpErrorKinds.find((known) => known === value.kind);
  return kind && { kind, message: value.message };
}

/** Of a try by the platform of which no more is said than what came back, or why nothing did: what nearly all of them are. */
export function quickAttempt(value: unknown): WebhookAttempted | null {
  if (!isBag(value) || !isBag(value.endpoint)) return null;
  const { messageId, eventType, callId, attempt, trigger, startedAt, durationMs, nextAttemptAt } = value;
  const { id, url, name } = value.endpoint;
  if (!isNone(value.timing) || !isNone(value.address) || !isNone(value.certificate)) return null;
  if (!isNone(value.operation) || value.outcome !== undefined) return null;
  if (!isNamed(messageId) || !isText(eventType) || !isTextOrNull(callId)) return null;
  if (!isNamed(id) || !isText(url) || !isText(name)) return null;
  if (!Number.isSafeInteger(attempt) || typeof attempt !== 'number' || attempt <= 0) return null;
  if ((trigger !== 'auto' && trigger !== 'manual') || !isLength(durationMs)) return null;
  const request = requestOf(value.request);
  const response = value.response === null ? null : responseOf(value.response);
  const error = failureOf(value.error);
  const began = instant(startedAt);
  const next = nextAttemptAt === null ? null : instant(nextAttemptAt);
  if (!request || (value.response !== null && !response) || error === undefined || began === null) return null;
  if (nextAttemptAt !== null && next === null) return null;
  return {
    messageId,
    eventType,
    callId,
    endpoint: { id, url, name },
    attempt,
    trigger,
    request,
    response,
    error,
    startedAt: began,
    durationMs,
    nextAttemptAt: next,
    timing: null,
    address: null,
    certificate: null,
    operation: null,
  };
}

const isOutcome = (value: unknown): value is NonNullable<Step['outcome']> =>
  value === 'succeeded' || value === 'failed' || value === 'unknown' || value === 'skipped';

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

/** A step fails of more than requests do: its kinds are any. */
function problemOf(value: unknown): { kind: string; message: string } | null | undefined {
  if (value === null) return null;
  if (!isBag(value) || !isText(value.kind) || !isText(value.message)) return undefined;
  return { kind: value.kind, message: value.message };
}

function stepOf(value: unknown): Step | null {
  if (!isBag(value)) return null;
  const { nodeId, type, iteration, varsBefore, event, outcome, warnings, startedAt, durationMs } = value;
  if (!isText(nodeId) || !isText(type) || typeof iteration !== 'number' || !isJson(varsBefore)) return null;
  if (!Number.isSafeInteger(iteration) || iteration < 0 || !isTextOrNull(event) || !isOutcome(outcome)) return null;
  if (value.incomplete !== undefined || !isTexts(warnings) || !isLength(durationMs)) return null;
  const error = problemOf(value.error);
  const began = instant(startedAt);
  const request = value.request === null ? null : requestOf(value.request);
  const response = value.response === null ? null : responseOf(value.response);
  if (began === null || (value.request !== null && !request) || (value.response !== null && !response)) return null;
  if (error === undefined) return null;
  const step: Step = {
    nodeId,
    type,
    iteration,
    varsBefore,
    request,
    response,
    event,
    error,
    outcome,
    warnings,
    startedAt: began,
    durationMs,
  };
  // It came out of JSON.parse, as all of this did.
  if (value.output !== undefined) step.output = value.output as Json;
  return step;
}

/** Of a run by the platform whose steps are told in full. */
export function quickRun(value: unknown): ChainRan | null {
  if (!isBag(value) || !isBag(value.chain) || !Array.isArray(value.steps)) return null;
  const { runId, callId, trigger, event, vars, status, startedAt, durationMs } = value;
  const { flowId, version, hash } = value.chain;
  if (!isNamed(runId) || !isNamed(callId) || !isText(flowId) || !isText(hash)) return null;
  if (!Number.isSafeInteger(version) || typeof version !== 'number') return null;
  if ((trigger !== 'onCallEnd' && trigger !== 'hangup') || (status !== 'succeeded' && status !== 'failed')) return null;
  if (!isJson(event) || !isJson(vars) || !isLength(durationMs)) return null;
  if (!isNone(value.operation) || value.incomplete !== undefined) return null;
  const began = instant(startedAt);
  if (began === null) return null;
  const steps: Step[] = [];
  for (const each of value.steps) {
    const step = stepOf(each);
    if (!step) return null;
    steps.push(step);
  }
  return {
    runId,
    callId,
    chain: { flowId, version, hash },
    trigger,
    event,
    vars,
    steps,
    status,
    startedAt: began,
    durationMs,
    operation: null,
  };
}
