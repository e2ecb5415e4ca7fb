/**
 * Everything core offers the console. Inputs are zod schemas and validated in core; outputs are typed and come from core alone,
 * so they are not parsed a second time. Served over a MessagePort (desktop) and a WebSocket (browser shell).
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { Alert } from '../domain/alert.ts';
import type { BulkPlan } from '../domain/bulk.ts';
import type { ChainRow, FlowDetail, FlowDiff, RunComparison, RunDetail, RunRow } from '../domain/chain.ts';
import {
  type Connection,
  type ConnectionStatus,
  type ConnectionTest,
  type DeadLetter,
  type Gap,
  rangeNames,
} from '../domain/connection.ts';
import type { Endpoint, EndpointDetail, TestSend } from '../domain/endpoint.ts';
import type { Incident, IncidentDetail } from '../domain/incident.ts';
import type { OperationDetail, OperationItem, OperationRow, Plan, RenderedRequest } from '../domain/operation.ts';
import { type Discrepancy, type DiscrepancyCounts, discrepancyKinds } from '../domain/reconcile.ts';
import { type SignatureReport, signingScheme } from '../domain/signing.ts';
import { type MessageChoices, type RunChoices, type SavedView, viewScreens } from '../domain/view.ts';
import type { MessageDetail, MessageRow } from '../domain/webhook.ts';
import { audit } from './audit.ts';
import { bulkInput } from './bulk.ts';
import { calls } from './calls.ts';
import { messageFilter, runFilter } from './filters.ts';
import { jsonObject } from './json-object.ts';
import { overview } from './overview.ts';
import { recordings } from './recordings.ts';
import { review } from './review.ts';
import { settings } from './settings.ts';
import { sources } from './sources.ts';
import { upkeep } from './upkeep.ts';
import { cursor, errors, isZone, key, limit, output, type Page, text } from './usual.ts';

export type { Page } from './usual.ts';

/** The parts of the mirror a change can touch. */
export const topics = [
  'calls',
  'recordings',
  'webhooks',
  'chains',
  'incidents',
  'endpoints',
  'views',
  'reviews',
  'settings',
  'upkeep',
  'connections',
  'operations',
  'deadLetters',
  'audit',
] as const;
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
  openIncidents: number;
  /** Discrepancies that are open, counted up to 1,000. */
  discrepancies: number;
  /** Events that the text search does not know yet. */
  searchBehind: number;
  deadLetters: number;
  gaps: number;
  activeOperations: number;
  /** Calls left of today's goals of review. */
  toReview: number;
}

/** What the frame shows at all times. */
export interface Status extends Figures {
  revision: number;
  /** The mirror's last check found damage; Health has the way out. */
  damaged: boolean;
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

const operationErrors = {
  ...errors,
  /** Something the plan was made of is different now; make a new plan. */
  PLAN_CHANGED: { status: 409, data: z.object({ changes: z.array(z.string()) }) },
  /** `risks` are the keys (`riskKey`) of those that are missing. */
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

function isSearch(text: string): boolean {
  try {
    const search: unknown = JSON.parse(text);
    return typeof search === 'object' && search !== null && !Array.isArray(search);
  } catch {
    return false;
  }
}

const token = z.string().max(4096).optional();
const connectionId = z.string().min(1).max(64);
const flowKey = { connectionId, flowId: z.string().min(1).max(1000) };
const version = z.number().int().nonnegative();

/** Several hundred times what a chain's vars are; what is larger is no edit but another input. */
const longestPatch = 256 * 1024;
const patch = jsonObject({ longest: longestPatch, deepest: 100 });

const operationKey = z.object({ operationId: z.string().min(1) });
const itemState = z.enum(['planned', 'running', 'succeeded', 'failed', 'unknown', 'skipped', 'held']);

const endpointKey = { connectionId, endpointId: z.string().min(1).max(1000) };

const endpointSettings = z.object({
  scheme: signingScheme.nullable(),
  timeoutMs: z.number().int().min(100).max(120_000).nullable(),
  perS: z.number().min(0.1).max(10_000).nullable(),
  atOnce: z.number().int().min(1).max(64).nullable(),
  allow: z.array(z.enum(rangeNames)),
  enabled: z.boolean(),
});

const webAddress = z
  .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
  .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), 'leave out the user and the password');

/** Much more than a webhook is; what is larger would not be edited by hand. */
const longestBody = 4 << 20;
const header = z.string().min(1).max(200);

const resendEdit = z.object({
  body: z.object({ text: z.string().max(longestBody), encoding: z.enum(['utf8', 'base64']) }).optional(),
  set: z
    .array(z.tuple([header, z.string().max(8192)]).readonly())
    .max(100)
    .readonly()
    .optional(),
  remove: z.array(header).max(100).readonly().optional(),
});

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
    /** Yields each burst of failures as it is noticed. Ends when the client aborts. */
    alerts: oc.output(eventIterator(output<Alert>())),
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
    /** Tries one that is there, or a stream that is still being entered. Changes nothing. */
    test: oc
      .input(z.union([z.object({ id: connectionId }), z.object({ url: z.string().max(2000), token })]))
      .errors(errors)
      .output(output<ConnectionTest>()),
    gaps: oc.output(output<Gap[]>()),
  },
  calls,
  recordings,
  settings,
  upkeep,
  review,
  overview,
  sources,
  events: {
    get: oc
      .input(z.object({ seq: key }))
      .errors(errors)
      .output(output<RawEvent>()),
  },
  webhooks: {
    page: oc.input(messageFilter.extend({ cursor, limit })).output(output<Page<MessageRow>>()),
    get: oc
      .input(z.object({ id: key }))
      .errors(errors)
      .output(output<MessageDetail>()),
    /** What the list's filters can be set to. */
    choices: oc.output(output<MessageChoices>()),
    /** What was signed of an attempt (its `id`), and whether the signature holds under the secrets held here. */
    signature: oc
      .input(z.object({ id: key, attemptId: key }))
      .errors(errors)
      .output(output<SignatureReport>()),
    /** The message as it would go out now, secrets masked. Plans nothing, opens no connection. */
    wouldSend: oc
      .input(z.object({ id: key }))
      .errors(errors)
      .output(output<{ request: RenderedRequest; warnings: string[] }>()),
  },
  endpoints: {
    /** Those of the platforms and those added by hand, by name. */
    list: oc.output(output<Endpoint[]>()),
    get: oc.input(z.object(endpointKey)).errors(errors).output(output<EndpointDetail>()),
    /** By hand. */
    add: oc
      .input(
        z.object({ name: z.string().trim().min(1).max(80), url: webAddress, settings: endpointSettings.partial() }),
      )
      .output(output<Endpoint>()),
    /** Name and address can be changed of those added by hand only. */
    update: oc
      .input(
        z.object({
          ...endpointKey,
          name: z.string().trim().min(1).max(80).optional(),
          url: webAddress.optional(),
          settings: endpointSettings.partial(),
        }),
      )
      .errors(errors)
      .output(output<Endpoint>()),
    /** Of those added by hand. */
    remove: oc.input(z.object(endpointKey)).errors(errors),
    /**
     * Stores a secret; nobody can read it back. `rotate` keeps the one before, and both sign until `dropPrevious`. An empty secret
     * forgets all.
     */
    setSecret: oc
      .input(z.object({ ...endpointKey, secret: z.string().max(4096), rotate: z.boolean().default(false) }))
      .errors({
        ...errors,
        /** Not what the endpoint's scheme takes. */
        BAD_SECRET: { status: 422, data: z.object({ why: z.string() }) },
      })
      .output(output<Endpoint>()),
    dropPrevious: oc.input(z.object(endpointKey)).errors(errors).output(output<Endpoint>()),
    /** Sends one small `aftercall.test` event there, signed as usual. */
    test: oc.input(z.object(endpointKey)).errors(errors).output(output<TestSend>()),
  },
  incidents: {
    /** The newest failures first. */
    page: oc
      .input(
        z.object({
          cursor,
          limit,
          text,
          show: z.enum(['open', 'closed', 'all']).default('open'),
          kind: z.enum(['webhooks', 'chains']).optional(),
        }),
      )
      .output(output<Page<Incident>>()),
    get: oc
      .input(z.object({ id: key }))
      .errors(errors)
      .output(output<IncidentDetail>()),
  },
  reconcile: {
    counts: oc.output(output<DiscrepancyCounts>()),
    /** The newest first. */
    page: oc.input(z.object({ kind: z.enum(discrepancyKinds), cursor, limit })).output(output<Page<Discrepancy>>()),
  },
  views: {
    /** By name. */
    list: oc.input(z.object({ screen: z.enum(viewScreens) })).output(output<SavedView[]>()),
    /** Without `id` a new one; a name that is taken on this screen is replaced. `search` is the address's search as JSON. */
    save: oc
      .input(
        z.object({
          id: key.optional(),
          screen: z.enum(viewScreens),
          name: z.string().trim().min(1).max(60),
          search: z.string().max(4000).refine(isSearch, 'not the search of an address: a JSON object'),
        }),
      )
      .errors(errors)
      .output(output<SavedView>()),
    remove: oc.input(z.object({ id: key })).errors(errors),
  },
  chains: {
    list: oc.output(output<ChainRow[]>()),
    page: oc.input(runFilter.extend({ cursor, limit })).output(output<Page<RunRow>>()),
    /** What the list's filters can be set to. */
    choices: oc.output(output<RunChoices>()),
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
          url: webAddress.optional(),
          /** It goes out under a new id with a marker header; the difference is kept. */
          edit: resendEdit.optional(),
        }),
      )
      .errors(operationErrors)
      .output(output<Plan>()),
    /** Plans the replay of one run, from its start or from a node it came by, with a dry run. Opens no connection. */
    planReplay: oc.input(replayInput).errors(operationErrors).output(output<Plan>()),
    /**
     * Plans the first run of a chain for a call that ended without one: the newest version of the flow, from its start, on an input
     * built from the call and marked as such.
     */
    planFromCall: oc
      .input(
        z.object({
          /** The mirror's key of the call. */
          callId: key,
          flowId: z.string().min(1).max(1000),
          patch: z.object({ event: patch.optional(), vars: patch.optional() }).optional(),
        }),
      )
      .errors(operationErrors)
      .output(output<Plan>()),
    /**
     * Plans one operation on many messages or runs, and freezes which. May take seconds; cancelled, nothing is kept. `NOT_ELIGIBLE`
     * when there is nothing to plan or too much.
     */
    planBulk: oc.input(bulkInput).errors(operationErrors).output(output<BulkPlan>()),
    /**
     * Starts a planned operation; returns when it is under way. Progress comes by `changes`. `acknowledged` names risks by `riskKey`,
     * each for itself: a single item needs all of its own; of a bulk plan, items with a risk that is not named are skipped.
     */
    run: oc
      .input(
        z.object({
          operationId: z.string().min(1),
          hash: z.string().min(1),
          acknowledged: z.array(z.string().max(1100)).max(10_000).default([]),
          reason: z.string().trim().max(500).optional(),
        }),
      )
      .errors(operationErrors)
      .output(output<OperationDetail>()),
    /** Takes a plan that was never run out of the list. It stays in the audit. */
    discard: oc.input(operationKey).errors(operationErrors),
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
      .input(
        operationKey.extend({
          state: itemState.optional(),
          /** What the plan found of them. */
          plan: z.enum(['will run', 'cannot', 'needs acknowledging']).optional(),
          cursor,
          limit,
        }),
      )
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
  audit,
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
