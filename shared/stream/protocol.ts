/**
 * The event stream between a platform and the console: CloudEvents 1.0 in JSON, one per WebSocket message, both ways.
 * The whole protocol is written out in `docs/stream-protocol.md`.
 */
import { z } from 'zod';

export const subprotocol = 'cloudevents.json';
export const streamPath = '/v1/events';

/** Message types the server sends about the stream itself. */
export const control = {
  hello: 'stream.hello',
  caughtUp: 'stream.caughtup',
  heartbeat: 'stream.heartbeat',
  bye: 'stream.bye',
  result: 'command.result',
} as const;

/** Message types the client sends. */
export const client = {
  ack: 'stream.ack',
  replay: 'command.chain.replay',
  resend: 'command.webhook.resend',
} as const;

export const domainTypes = [
  'call.ended',
  'webhook.attempted',
  'chain.ran',
  'flow.published',
  'endpoint.updated',
] as const;
export type DomainType = (typeof domainTypes)[number];

/** WebSocket close codes the server uses, and what the client does about each. */
export const closeCodes = {
  restart: 1012,
  tryLater: 1013,
  tooBig: 1009,
  protocol: 4000,
  credentials: 4001,
  forbidden: 4003,
  replaced: 4009,
  slow: 4100,
  resume: 4200,
} as const;

/** A position in the stream: 20 digits, zero-padded, so that text order is number order. */
const sequence20 = /^\d{20}$/;
const sequence = z.string().regex(sequence20, 'a sequence is 20 digits');

/** The same test without a parser's cost: it is asked of every event. */
export const isSequence = (value: unknown): value is string => typeof value === 'string' && sequence20.test(value);

export const padSequence = (n: number | bigint): string => n.toString().padStart(20, '0');

/** The attributes every message must have. Extension attributes are kept, not checked, by `looseObject`. */
export const cloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  time: z.string().optional(),
  data: z.unknown().optional(),
});
export type CloudEvent = z.infer<typeof cloudEvent>;

export const hello = z.object({
  epoch: z.string().min(1),
  floor: sequence,
  head: sequence,
  keepalive_s: z.number().positive().max(3600),
  window: z.number().int().positive(),
  max_bytes: z.number().int().positive(),
  capabilities: z.array(z.string()),
});
export type Hello = z.infer<typeof hello>;

export const caughtUp = z.object({ head: sequence });
export const heartbeat = z.object({ sequence, head: sequence });
export const bye = z.object({ grace_ms: z.number().nonnegative(), url: z.string().optional() });
export const result = z.object({ id: z.string(), accepted: z.boolean(), error: z.string().optional() });
export const ack = z.object({ epoch: z.string(), sequence });

const patch = z.record(z.string(), z.json());

/** Which operation, and which item of it, asked for an effect. What follows `parent` only replays by this machine have. */
export const operationRef = z.object({
  id: z.string(),
  itemId: z.string(),
  mode: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  root: z.string(),
  parent: z.string(),
  resume: z.object({ nodeId: z.string(), iteration: z.number().int().nonnegative() }).optional(),
  patch: z.object({ event: patch.optional(), vars: patch.optional() }).optional(),
  fresh: z.boolean().optional(),
  edit: z
    .object({
      body: z.object({ text: z.string(), encoding: z.enum(['utf8', 'base64']) }).optional(),
      set: z
        .array(z.tuple([z.string(), z.string()]).readonly())
        .readonly()
        .optional(),
      remove: z.array(z.string()).readonly().optional(),
    })
    .optional(),
  newId: z.string().optional(),
});

/** A command's data; `id` comes back in `command.result`, `operation` in the event that tells its effect. */
export const resendCommand = z.object({ id: z.string(), messageId: z.string(), operation: operationRef });
export const replayCommand = z.object({ id: z.string(), runId: z.string(), operation: operationRef });

/** `application/problem+json` with which the server refuses a connection before the upgrade. */
export const refusal = z.looseObject({
  title: z.string().optional(),
  detail: z.string().optional(),
  epoch: z.string().optional(),
  floor: sequence.optional(),
  head: sequence.optional(),
});
