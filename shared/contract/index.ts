/**
 * Everything core offers the console. Inputs are zod schemas and validated in core; outputs are typed and come from core alone,
 * so they are not parsed a second time. Served over a MessagePort (desktop) and a WebSocket (browser shell).
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { BulkPlan } from '../domain/bulk.ts';
import type { CallDetail, CallRow } from '../domain/call.ts';
import type { ChainRow, FlowDetail, FlowDiff, RunComparison, RunDetail, RunRow } from '../domain/chain.ts';
import { type Connection, type ConnectionStatus, type DeadLetter, type Gap, rangeNames } from '../domain/connection.ts';
import type { AuditRow, OperationDetail, OperationItem, OperationRow, Plan } from '../domain/operation.ts';
import type { MessageDetail, MessageRow } from '../domain/webhook.ts';
import { bulkInput } from './bulk.ts';
import { jsonObject } from './json-object.ts';

const output = <T>() => z.custom<T>();

const key = z.number().int().positive();
const cursor = z.string().max(200).optional();
const limit = z.number().int().min(1).max(200).default(50);
const text = z.string().trim().max(200).optional();

/** One page of a list, newest first. `next` continues it; absent at the end. */
export interface Page<T> {
  rows: T[];
  next: string | undefined;
  /** How many match in all; `exact` is false when only a lower bound is known ("1,000+"). */
  total: { count: number; exact: boolean };
}

/** The parts of the mirror a change can touch. */
export const topics = ['calls', 'webhooks', 'chains', 'connections', 'operations', 'deadLetters', 'audit'] as const;
export type Topic = (typeof topics)[number];

/** Pushed at most four times a second; `revision` only grows while core runs. */
export interface Change {
  revision: number;
  topics: Topic[];
}

/** Numbers of the mirror. Those of failures, dead letters and operations are of what needs someone. */
export interface Figures {
  calls: number;
  newestCallAt: number | null;
  mirrorBytes: number;
  failedMessages: number;
  failedRuns: number;
  deadLetters: number;
  gaps: number;
  activeOperations: number;
}

/** What the frame shows at all times. */
export interface Status extends Figures {
  revision: number;
  connections: ConnectionStatus[];
}

/** `secrets` says where secrets lie: the system's keychain, or a file, encrypted or not. */
export interface About {
  version: string;
  shell: 'desktop' | 'browser' | 'test';
  dataDir: string;
  secrets: { kind: 'keychain' | 'encrypted file' | 'plain file' | 'memory'; path: string | null };
  startedAt: number;
}

/** An event exactly as received. `text` is its bytes as UTF-8; a body over 4 MiB is cut and marked. */
export interface RawEvent {
  seq: number;
  eventId: string;
  type: string;
  source: string;
  receivedAt: number;
  bytes: number;
  text: string;
  truncated: boolean;
}

const errors = {
  NOT_FOUND: { status: 404, data: z.object({ what: z.string() }) },
} as const;

const operationErrors = {
  ...errors,
  /** Something the plan was made of is different now; make a new plan. */
  PLAN_CHANGED: { status: 409, data: z.object({ changes: z.array(z.string()) }) },
  NEEDS_ACKNOWLEDGEMENT: { status: 409, data: z.object({ risks: z.array(z.string()) }) },
  NOT_ELIGIBLE: { status: 422, data: z.object({ code: z.string(), message: z.string() }) },
  /** Another operation is at work on this message or run. */
  ALREADY_ACTIVE: { status: 409, data: z.object({ operationId: z.string() }) },
  PLATFORM_UNAVAILABLE: { status: 503, data: z.object({ why: z.string() }) },
  /** It is not in a state in which this can be done. */
  WRONG_STATE: { status: 409, data: z.object({ state: z.string() }) },
} as const;

export const connectionInput = z.object({
  name: z.string().trim().min(1).max(80),
  url: z
    .url({ protocol: /^wss?$/, error: 'an address that begins with ws:// or wss://' })
    .refine((value) => !/[?#]/.test(value), 'leave out everything from "?" on')
    .refine(
      (value) => !/^wss?:\/\/[^/]*@/i.test(value),
      'leave out the name and the password; the token has its own field',
    ),
  zone: z.string().refine((zone) => isZone(zone), 'not a time zone, e.g. Europe/Berlin'),
  allow: z.array(z.object({ host: z.string().min(1).max(255), ranges: z.array(z.enum(rangeNames)) })).default([]),
});

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const token = z.string().max(4096).optional();
const connectionId = z.string().min(1).max(64);
const flowKey = { connectionId, flowId: z.string().min(1).max(1000) };
const version = z.number().int().nonnegative();

export const messageFilter = z.enum(['failed', 'pending', 'recovered', 'succeeded', 'all']);
export const runFilter = z.enum(['failed', 'recovered', 'succeeded', 'all']);
export const callFilter = z.enum(['all', 'failed webhooks', 'failed chains', 'recovered']);

/** Several hundred times what a chain's vars are; what is larger is no edit but another input. */
const longestPatch = 256 * 1024;
const patch = jsonObject({ longest: longestPatch, deepest: 100 });

const operationKey = z.object({ operationId: z.string().min(1) });
const itemState = z.enum(['planned', 'running', 'succeeded', 'failed', 'unknown', 'skipped', 'held']);

const replayInput = z
  .object({
    runId: key,
    executor: z.enum(['this machine', 'platform']).default('this machine'),
    /** The recorded version of the chain, or the newest. */
    version: z.enum(['recorded', 'current']).default('recorded'),
    mode: z.enum(['from start', 'resume']).default('from start'),
    /** For a resume: a step of the run `runId`, which may itself be a replay. */
    nodeId: z.string().min(1).max(1000).optional(),
    iteration: z.number().int().nonnegative().default(0),
    /** Changes to the input, as JSON merge patches (RFC 7396: `null` removes). */
    patch: z.object({ event: patch.optional(), vars: patch.optional() }).optional(),
    /** Scripts get the time and random values of now; otherwise those that belong to the recorded run. */
    fresh: z.boolean().default(false),
  })
  .superRefine(({ mode, nodeId, patch: changes }, context) => {
    if (mode === 'resume' && nodeId === undefined) {
      context.addIssue({ code: 'custom', path: ['nodeId'], message: 'a resume needs the node to begin with' });
    }
    if (mode === 'resume' && changes?.event !== undefined) {
      context.addIssue({ code: 'custom', path: ['patch', 'event'], message: 'a resume keeps the event of the run' });
    }
  });

export const contract = {
  system: {
    about: oc.output(output<About>()),
    status: oc.output(output<Status>()),
    /** Yields once at the start, then whenever something changed. Ends when the client aborts. */
    changes: oc.output(eventIterator(output<Change>())),
  },
  connections: {
    list: oc.output(output<ConnectionStatus[]>()),
    add: oc
      .input(connectionInput.extend({ token }))
      .errors({
        /** A platform's events are kept once, so a second connection to it would bring nothing. */
        ALREADY_CONNECTED: {
          status: 409,
          message: 'There is a connection to this address already.',
          data: z.object({ id: z.string(), name: z.string() }),
        },
      })
      .output(output<Connection>()),
    update: oc
      .input(connectionInput.partial().extend({ id: connectionId, token, enabled: z.boolean().optional() }))
      .errors(errors)
      .output(output<Connection>()),
    /** Forgets the connection and its token; what it brought stays in the mirror. */
    remove: oc.input(z.object({ id: connectionId })).errors(errors),
    /** Starts a stopped or waiting connection now. */
    reconnect: oc.input(z.object({ id: connectionId })).errors(errors),
    gaps: oc.output(output<Gap[]>()),
  },
  calls: {
    page: oc.input(z.object({ cursor, limit, text, show: callFilter.default('all') })).output(output<Page<CallRow>>()),
    get: oc
      .input(z.object({ id: key }))
      .errors(errors)
      .output(output<CallDetail>()),
    /** The call's webhook messages with their attempts, oldest first. */
    messages: oc.input(z.object({ id: key })).output(output<MessageDetail[]>()),
    /** The call's chain runs with their lineage, oldest first. */
    runs: oc.input(z.object({ id: key })).output(output<RunDetail[]>()),
  },
  events: {
    get: oc
      .input(z.object({ seq: key }))
      .errors(errors)
      .output(output<RawEvent>()),
  },
  webhooks: {
    page: oc
      .input(z.object({ cursor, limit, text, show: messageFilter.default('failed') }))
      .output(output<Page<MessageRow>>()),
    get: oc
      .input(z.object({ id: key }))
      .errors(errors)
      .output(output<MessageDetail>()),
  },
  chains: {
    list: oc.output(output<ChainRow[]>()),
    page: oc.input(z.object({ cursor, limit, text, show: runFilter.default('failed') })).output(output<Page<RunRow>>()),
    get: oc
      .input(z.object({ id: key }))
      .errors(errors)
      .output(output<RunDetail>()),
    /** One version of a flow (the newest unless stated) with what lint finds in it. */
    flow: oc
      .input(z.object({ ...flowKey, version: version.optional() }))
      .errors(errors)
      .output(output<FlowDetail>()),
    /** Two versions of a flow, node by node. */
    compare: oc
      .input(z.object({ ...flowKey, from: version, to: version }))
      .errors(errors)
      .output(output<FlowDiff>()),
    /** Then against now: a run and a replay of it, node by node. */
    compareRuns: oc
      .input(z.object({ id: key, replayId: key }))
      .errors(errors)
      .output(output<RunComparison>()),
  },
  operations: {
    /** Plans the resend of one message. Opens no connection. */
    planResend: oc
      .input(
        z.object({
          messageId: key,
          executor: z.enum(['this machine', 'platform']).default('this machine'),
          /** Another receiver, asked for explicitly; left out: the same address. */
          url: z
            .url({ protocol: /^https?$/ })
            .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), 'leave out the user and the password')
            .optional(),
        }),
      )
      .errors(operationErrors)
      .output(output<Plan>()),
    /** Plans the replay of one run, from its start or from a node it came by, with a dry run. Opens no connection. */
    planReplay: oc.input(replayInput).errors(operationErrors).output(output<Plan>()),
    /**
     * Plans one operation on many messages or runs, and freezes which. May take seconds; cancelled, nothing is kept. `NOT_ELIGIBLE`
     * when there is nothing to plan or too much.
     */
    planBulk: oc.input(bulkInput).errors(operationErrors).output(output<BulkPlan>()),
    /**
     * Starts a planned operation; returns when it is under way. Progress comes by `changes`. Of a bulk plan, items that need
     * acknowledging are skipped unless `acknowledged`.
     */
    run: oc
      .input(
        z.object({
          operationId: z.string().min(1),
          hash: z.string().min(1),
          acknowledged: z.boolean().default(false),
          reason: z.string().trim().max(500).optional(),
        }),
      )
      .errors(operationErrors)
      .output(output<OperationDetail>()),
    abort: oc
      .input(z.object({ operationId: z.string().min(1) }))
      .errors(operationErrors)
      .output(output<OperationDetail>()),
    get: oc
      .input(z.object({ operationId: z.string().min(1) }))
      .errors(errors)
      .output(output<OperationDetail>()),
    page: oc.input(z.object({ cursor, limit })).output(output<Page<OperationRow>>()),
    /** In the order in which they run. */
    items: oc
      .input(operationKey.extend({ state: itemState.optional(), cursor, limit }))
      .errors(errors)
      .output(output<Page<OperationItem>>()),
    /** Begins nothing more; what is under way ends. */
    pause: oc.input(operationKey).errors(operationErrors).output(output<OperationDetail>()),
    /** Goes on with one that is paused. What has an unknown outcome is not begun again. */
    resume: oc.input(operationKey).errors(operationErrors).output(output<OperationDetail>()),
    /** Goes on with one that waits after its canary. */
    goOn: oc.input(operationKey).errors(operationErrors).output(output<OperationDetail>()),
    /** What was sent, where, with which result, by whom and why, as chunks of text. Ends when the client aborts. */
    export: oc
      .input(operationKey.extend({ format: z.enum(['csv', 'ndjson']) }))
      .errors(errors)
      .output(eventIterator(output<string>())),
  },
  audit: {
    page: oc.input(z.object({ cursor, limit })).output(output<Page<AuditRow>>()),
    /** Recomputes the hash chain; `brokenAt` is the first line that does not follow from the one before. */
    verify: oc.output(output<{ lines: number; brokenAt: number | null }>()),
  },
  deadLetters: {
    page: oc.input(z.object({ cursor, limit })).output(output<Page<DeadLetter>>()),
    get: oc
      .input(z.object({ id: key }))
      .errors(errors)
      .output(output<DeadLetter & { text: string; truncated: boolean }>()),
    /** Reads them once more with today's rules; what still cannot be read stays. */
    retry: oc
      .input(z.object({ ids: z.array(key).max(1000).optional() }))
      .output(output<{ tried: number; resolved: number }>()),
  },
};

export type Contract = typeof contract;
