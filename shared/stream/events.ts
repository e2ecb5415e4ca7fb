/**
 * The data of domain events, as the platform sends it and as this machine writes what it did itself. `call.ended` is absent:
 * its data is the vendor's payload, which `electron/core/dialects` reads.
 */
import { z } from 'zod';
import type { Json, JsonObject } from '../domain/chain.ts';
import { incompleteKinds } from '../domain/chain.ts';
import { httpErrorKinds } from '../domain/webhook.ts';
import { operationRef } from './protocol.ts';

// What is parsed here came out of JSON.parse, so it is JSON at any depth; walking through it again would only cost time.
const json = z.custom<Json>((value) => value !== undefined);
const object = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** Between the years 1990 and 2100. */
export const isInstant = (at: number): boolean => at >= 631_152_000_000 && at < 4_102_444_800_000;
const longestMs = 86_400_000;
export const isDuration = (ms: number): boolean => ms >= 0 && ms <= longestMs;
/** Some hosts answer with numbers beyond those of RFC 9110, e.g. 999; an answer is an answer. */
const statuses = { least: 100, most: 999 };
export const isStatus = (status: number): boolean => status >= statuses.least && status <= statuses.most;

/** An ISO 8601 time with a zone, as epoch milliseconds UTC, between the years 1990 and 2100; `null` for anything else. */
export function instantOf(text: string): number | null {
  const at = /\d([zZ]|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return isInstant(at) ? at : null;
}

const instant = z.string().transform((text, context) => {
  const at = instantOf(text);
  if (at !== null) return at;
  context.addIssue(`not a time with a zone between 1990 and 2100: ${text.slice(0, 40)}`);
  return z.NEVER;
});

const headers = z.array(z.tuple([z.string(), z.string()]).readonly()).readonly();
const encoding = z.enum(['utf8', 'base64']);
/** How long the body was, where retention has dropped it with the headers. */
const droppedBytes = z.number().int().nonnegative().optional();

const request = z.object({
  method: z.string(),
  url: z.string(),
  headers,
  body: z.string(),
  bodyEncoding: encoding.default('utf8'),
  droppedBytes,
});
const response = z.object({
  status: z.number().int().min(statuses.least).max(statuses.most),
  headers,
  body: z.string(),
  bodyEncoding: encoding.default('utf8'),
  truncated: z.boolean(),
  droppedBytes,
});
const error = z.object({ kind: z.string(), message: z.string() });

/** What an operation stamps on the attempts and runs it makes; echoed by the platform when it is the executor. */
const operation = operationRef.nullable().default(null);

const duration = z.number().nonnegative().max(longestMs);

export const webhookAttempted = z.object({
  messageId: z.string().min(1),
  eventType: z.string(),
  callId: z.string().nullable(),
  endpoint: z.object({ id: z.string().min(1), url: z.string(), name: z.string() }),
  attempt: z.number().int().positive(),
  trigger: z.enum(['auto', 'manual']),
  request,
  response: response.nullable(),
  error: error.extend({ kind: z.enum(httpErrorKinds).catch('other') }).nullable(),
  startedAt: instant,
  durationMs: duration,
  nextAttemptAt: instant.nullable(),
  timing: z
    .object({
      dnsMs: z.number().nullable(),
      connectMs: z.number().nullable(),
      tlsMs: z.number().nullable(),
      firstByteMs: z.number().nullable(),
      totalMs: z.number(),
    })
    .nullable()
    .default(null),
  address: z.string().nullable().default(null),
  certificate: z
    .object({ subject: z.string(), issuer: z.string(), validFrom: z.number(), validTo: z.number() })
    .nullable()
    .default(null),
  /** Absent from platforms that do not say; then told from `response` and `error`. */
  outcome: z.enum(['succeeded', 'failed', 'unknown']).optional(),
  operation,
});
export type WebhookAttempted = z.infer<typeof webhookAttempted>;
export type WebhookAttemptedData = z.input<typeof webhookAttempted>;

/** Said by a platform that did not keep an input whole: such a run or step cannot be replayed from there. */
const incomplete = z.enum(incompleteKinds).optional().catch(undefined);

const step = z.object({
  nodeId: z.string(),
  type: z.string(),
  iteration: z.number().int().nonnegative(),
  varsBefore: object,
  request: request.nullish(),
  response: response.nullish(),
  output: json.optional(),
  event: z.string().nullable(),
  error: error.nullish(),
  /** Absent from platforms that do not say; then told from `error`. */
  outcome: z.enum(['succeeded', 'failed', 'unknown', 'skipped']).optional(),
  warnings: z.array(z.string()).optional(),
  incomplete,
  startedAt: instant,
  durationMs: duration,
});
export type StepData = z.input<typeof step>;

export const chainRan = z.object({
  runId: z.string().min(1),
  callId: z.string().min(1),
  chain: z.object({ flowId: z.string(), version: z.number().int(), hash: z.string() }),
  trigger: z.enum(['onCallEnd', 'hangup']),
  event: object,
  vars: object,
  steps: z.array(step),
  status: z.enum(['succeeded', 'failed']),
  incomplete,
  startedAt: instant,
  durationMs: duration,
  operation,
});
export type ChainRan = z.infer<typeof chainRan>;
export type ChainRanData = z.input<typeof chainRan>;

/** What a mapping made of the payload of another event of the ledger (`of`, its sequence). This machine alone writes such events. */
export const callMapped = z.object({
  of: z.number().int().positive(),
  mapping: z.number().int().positive(),
  fields: object,
});

export const flowPublished = z.object({
  flowId: z.string().min(1),
  version: z.number().int().nonnegative(),
  name: z.string(),
  nodes: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      config: object.default({}),
      on: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

export const endpointUpdated = z.object({
  id: z.string().min(1),
  url: z.string(),
  name: z.string(),
  scheme: z.string().nullable().default(null),
  enabled: z.boolean().default(true),
  /** Which calls it is told of, where the platform says; only then can a webhook be missed that was never tried. */
  subscription: z
    .object({
      eventTypes: z.array(z.string()),
      dialect: z.string().optional(),
      agentIds: z.array(z.string()).optional(),
      campaigns: z.array(z.string()).optional(),
    })
    .nullable()
    .default(null),
});
export type EndpointUpdated = z.infer<typeof endpointUpdated>;
