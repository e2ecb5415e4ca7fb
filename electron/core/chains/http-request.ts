/** An `httpCall` node's request, rendered: the same for the run and for its preview. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { FlowNode, Json, JsonObject } from '../../../shared/domain/chain.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import { bodyBytes } from '../delivery/body.ts';
import { headerOf } from '../delivery/headers.ts';
import { canonicalJson } from './flow-hash.ts';
import { maskUrl } from './mask-url.ts';
import { anyJson, readConfig } from './nodes/config.ts';
import type { NodePlace } from './nodes/types.ts';
import {
  renderFormText,
  renderHeader,
  renderJson,
  renderJsonText,
  renderText,
  renderUrl,
  type Scope,
} from './template.ts';
import type { ChainInput } from './types.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const config = z.object({
  method: z.string().min(1).max(32).default('POST'),
  url: z.string().min(1),
  headers: z.record(z.string(), scalar).default({}),
  body: anyJson.optional(),
  timeoutMs: z.number().int().positive().max(60_000).default(10_000),
  saveAs: z.string().min(1).max(200).optional(),
});
export type HttpCallConfig = z.infer<typeof config>;

export interface CallRequest {
  method: string;
  url: string;
  headers: [string, string][];
  body: Buffer;
  timeoutMs: number;
  saveAs: string | undefined;
  warnings: string[];
}

export function httpCallConfig(node: FlowNode): HttpCallConfig {
  return readConfig<HttpCallConfig>(config, node);
}

/** GET and HEAD read; everything else may change something. */
export function isReadMethod(method: string): boolean {
  return /^(get|head)$/i.test(method);
}

/** Renders the request. Throws `TemplateError` and `ConfigError`. */
export function renderCall(node: FlowNode, place: NodePlace, given: Scope): CallRequest {
  const call = httpCallConfig(node);
  let isGuess = false;
  const { standIn } = given;
  const scope: Scope = standIn
    ? {
        ...given,
        standIn: (path, found) => {
          const shown = standIn(path, found);
          isGuess ||= shown !== undefined;
          return shown;
        },
      }
    : given;
  const method = renderText(call.method, scope).toUpperCase();
  const url = renderUrl(call.url, scope);
  const headers = Object.entries(call.headers).map(([name, value]): [string, string] => [
    name,
    renderHeader(String(value), scope),
  ]);
  const has = (name: string) => headerOf(headers, name) !== undefined;
  const warnings: string[] = [];

  let body = '';
  if (call.body !== undefined && call.body !== null) {
    if (isReadMethod(method)) warnings.push(`A ${method} request carries no body; the configured one was left out.`);
    else {
      const stated = headerOf(headers, 'content-type');
      const type = stated ?? assumedType(call.body);
      if (stated === undefined) headers.push(['Content-Type', type]);
      body = renderBody(call.body, type, scope);
    }
  }
  if (!isReadMethod(method)) {
    // What is not known yet cannot be compared; the run will.
    const change = isGuess ? null : changeSince(place, { method, url, body });
    const ownKey = has('idempotency-key');
    if (!ownKey) headers.push(['Idempotency-Key', idempotencyKey(place, change)]);
    if (change !== null) warnings.push(ownKey ? changedUnderOwnKey : changedUnderNewKey);
  }
  return {
    method,
    url,
    headers: marked(headers, place.input.extraHeaders),
    body: Buffer.from(body),
    timeoutMs: call.timeoutMs,
    saveAs: call.saveAs,
    warnings,
  };
}

/** A flow cannot pass a replay off as something else: the markers replace headers of their name. */
function marked(headers: [string, string][], markers: ChainInput['extraHeaders']): [string, string][] {
  const names = new Set(markers.map(([name]) => name.toLowerCase()));
  const own = headers.filter(([name]) => !names.has(name.toLowerCase()));
  return [...own, ...markers.map(([name, value]): [string, string] => [name, value])];
}

/**
 * Stable across replays of the same call, so a receiver that honours it acts once (operations.md: hash of call, chain, node, iteration).
 * A request that is another one than was sent first must not be taken for a repetition of it, so `change` gives it a key of its own.
 */
function idempotencyKey({ input, flow, path, iteration }: NodePlace, change: string | null): string {
  const place = [input.callId, flow.flowId, path, iteration];
  const parts = JSON.stringify(change === null ? place : [...place, change]);
  return hash('sha256', parts).slice(0, 32);
}

export const changedUnderNewKey =
  'This is not the request that was sent first, so it has a new idempotency key: its receiver cannot tell that both are for the same call.';
const changedUnderOwnKey =
  'This is not the request that was sent first, but the flow gives it an idempotency key of its own, which may be the same as then.';

type Sent = Pick<HttpRequestRecord, 'method' | 'url' | 'body'>;

/** `null` when the request is the one first sent for this step, or none is known; else what it is now, in short. */
function changeSince({ input, path, iteration }: NodePlace, request: Sent): string | null {
  const recorded = input.recorded?.request(path, iteration);
  if (!recorded) return null;
  const now = identity(request);
  const then = identity({ ...recorded, body: bodyBytes(recorded).toString('utf8') });
  return now === then ? null : hash('sha256', now);
}

/** Secrets count as they are recorded, masked; JSON counts by its content, since platforms write it down in their own way. */
function identity({ method, url, body }: Sent): string {
  let content = body;
  try {
    content = canonicalJson(JSON.parse(body) as Json);
  } catch {
    // No JSON: its text counts.
  }
  return JSON.stringify([method.toUpperCase(), maskUrl(url), content]);
}

function assumedType(body: Json): string {
  if (typeof body !== 'string') return 'application/json';
  return /^\s*[[{]/.test(body) && !body.trimStart().startsWith('{{') ? 'application/json' : 'text/plain; charset=utf-8';
}

function renderBody(body: Json, type: string, scope: Scope): string {
  const isForm = /^application\/x-www-form-urlencoded/i.test(type);
  if (typeof body !== 'string') {
    const rendered = renderJson(body, scope);
    return isForm && isObject(rendered) ? formOf(rendered) : JSON.stringify(rendered);
  }
  if (isForm) return renderFormText(body, scope);
  return /[/+]json\b/i.test(type) ? renderJsonText(body, scope) : renderText(body, scope);
}

function formOf(fields: JsonObject): string {
  const pairs = Object.entries(fields).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value),
  ]);
  return new URLSearchParams(pairs).toString();
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
