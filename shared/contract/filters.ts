/**
 * What narrows the lists of calls, of messages, of runs and of the audit. The same object is a page's input, a bulk plan's or an export's selection,
 * and an address.
 */
import { z } from 'zod';
import { dialects } from '../domain/call.ts';

const word = z.string().trim().min(1).max(200).optional();
/** Epoch milliseconds UTC. */
const instant = z.number().int().nonnegative().optional();
const count = z.number().int().min(1).max(1000).optional();
const key = z.number().int().positive().optional();

export const messageStates = ['failed', 'pending', 'recovered', 'succeeded'] as const;
const messageShow = z.enum([...messageStates, 'all']);
export const runStates = ['failed', 'recovered', 'succeeded'] as const;
const runShow = z.enum([...runStates, 'all']);

/** All that are given must hold. Names are compared whole, except `text` and `body`, which are searched for. */
export const messageFilter = z.object({
  show: messageShow.default('failed'),
  /** Anywhere in ids, endpoint, address, customer's number, error. */
  text: z.string().trim().max(200).optional(),
  connection: word,
  /** The platform's id of the endpoint. */
  endpoint: word,
  /** `name:port` of the address. */
  host: word,
  eventType: word,
  /** Of the last try: `503`, or a class, `5xx`. */
  status: z
    .string()
    .regex(/^[1-9](\d\d|xx)$/, 'a status such as 503, or a class such as 5xx')
    .optional(),
  /** Of the last try. */
  errorKind: word,
  /** At least so many tries. */
  attempts: count,
  /** Last tried at or after `from`, and before `to`. */
  from: instant,
  to: instant,
  campaign: word,
  agent: word,
  /** Words of the request's or the response's body, of any try. */
  body: word,
  incident: key,
});
export type MessageFilter = z.output<typeof messageFilter>;

export const runFilter = z.object({
  show: runShow.default('failed'),
  /** Anywhere in ids, flow, failed node, error, customer's number. */
  text: z.string().trim().max(200).optional(),
  connection: word,
  flow: word,
  version: z.number().int().nonnegative().optional(),
  failedNode: word,
  /** Of the failed node. */
  nodeType: word,
  errorKind: word,
  /** `name:port` the failed node's request went to. */
  host: word,
  /** Started at or after `from`, and before `to`. */
  from: instant,
  to: instant,
  campaign: word,
  agent: word,
  /** Words of the vars, the error, or of what a step sent and got. */
  body: word,
  incident: key,
});
export type RunFilter = z.output<typeof runFilter>;

const deliveryStates = ['failed', 'pending', 'recovered', 'succeeded', 'none'] as const;
/** Seconds. */
const seconds = z.number().int().nonnegative().max(86_400).optional();

/** `failed`: of its webhooks or its chains. */
export const callShow = z.enum(['all', 'failed', 'failed webhooks', 'failed chains', 'recovered']);
/** What a vendor may leave unsaid of a call. */
const unsaid = ['agent', 'campaign', 'reason', 'success'] as const;

export const callFilter = z.object({
  show: callShow.default('all'),
  /**
   * What was typed: a number in any form or part of one, a part of an id or a name, else words said or written (transcript, summary,
   * extracted data; "a phrase"; the last word may be a beginning).
   */
  text: z.string().trim().max(200).optional(),
  /** Whose words `text` is looked for in: of the transcript alone. */
  saidBy: z.enum(['customer', 'agent']).optional(),
  connection: word,
  dialect: z.enum([...dialects, 'custom']).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  /** The customer's number, whole. */
  customer: word,
  agent: word,
  campaign: word,
  /** The vendor's word for why it ended. */
  reason: word,
  endedBy: z.enum(['customer', 'agent', 'system']).optional(),
  disposition: word,
  sentiment: z.enum(['positive', 'neutral', 'negative']).optional(),
  success: z.boolean().optional(),
  /** The vendor did not say it. */
  without: z.enum(unsaid).optional(),
  tag: word,
  longerThan: seconds,
  shorterThan: seconds,
  /** Ended at or after `from`, and before `to`. */
  from: instant,
  to: instant,
  webhooks: z.enum(deliveryStates).optional(),
  chains: z.enum(deliveryStates).optional(),
  review: z.enum(['not reviewed', 'reviewed', 'flagged']).optional(),
  /** Best match counts for a search by words alone, and looks at so many matches and no more. */
  order: z.enum(['newest', 'best match']).default('newest'),
});
export type CallFilter = z.output<typeof callFilter>;

export const auditFilter = z.object({
  action: word,
  actor: word,
  /** What it was done to: a call's id, an operation's, an endpoint's … */
  subject: word,
  /** Done at or after `from`, and before `to`. */
  from: instant,
  to: instant,
  /** Anywhere in a line. */
  text: z.string().trim().max(200).optional(),
});
export type AuditFilter = z.output<typeof auditFilter>;
