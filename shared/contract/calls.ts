/** Calls: finding them, one of them with all that hangs on it, taking them out of the console. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { CallChoices, CallDetail, CallExport, CallFacet, CallRow, Note } from '../domain/call.ts';
import type { RunDetail } from '../domain/chain.ts';
import type { MessageDetail } from '../domain/webhook.ts';
import { callFilter } from './filters.ts';
import { cursor, errors, type FileBytes, isZone, key, limit, output, type Page } from './usual.ts';

export const callColumns = [
  'endedAt',
  'customerNumber',
  'customerName',
  'agentName',
  'agentId',
  'direction',
  'campaign',
  'durationMs',
  'reason',
  'endedBy',
  'status',
  'success',
  'sentiment',
  'disposition',
  'tags',
  'summary',
  'webhooks',
  'chains',
  'review',
  'score',
  'callId',
  'connection',
  'from',
  'to',
  'startedAt',
  'answeredBy',
  'followUp',
  'cost',
  'link',
  'recordingUrl',
  'extracted',
  'metadata',
  'transcript',
] as const;
export type CallColumn = (typeof callColumns)[number];

const exportErrors = {
  ...errors,
  /** The setting does not let anything leave unredacted. */
  MUST_BE_REDACTED: { status: 403, data: z.object({}) },
} as const;

const id = { id: key };

export const calls = {
  page: oc.input(callFilter.extend({ cursor, limit })).output(output<Page<CallRow>>()),
  /** Values that occur among the calls a filter finds, with their numbers; of a facet that the filter itself sets, the others too. */
  facets: oc.input(callFilter).output(output<CallFacet[]>()),
  /** What the filters can be set to, for completion. */
  choices: oc.output(output<CallChoices>()),
  /** The mirror's key of a call as its vendor names it, for addresses that last. */
  find: oc
    .input(z.object({ connectionId: z.string().min(1).max(64), callId: z.string().min(1).max(1000) }))
    .errors(errors)
    .output(output<{ id: number }>()),
  get: oc.input(z.object(id)).errors(errors).output(output<CallDetail>()),
  /** The call's webhook messages with their attempts, oldest first. */
  messages: oc.input(z.object(id)).output(output<MessageDetail[]>()),
  /** The call's chain runs with their lineage, oldest first. */
  runs: oc.input(z.object(id)).output(output<RunDetail[]>()),
  /** Other calls with the same customer (their number, whole), newest first. */
  related: oc.input(z.object({ ...id, cursor, limit })).output(output<Page<CallRow>>()),
  /**
   * Shows what is masked of this call to whoever asks, for as long as the page keeps it: until core ends or `hide` is called, `get`,
   * `messages`, `runs`, `related` and the call's events answer unmasked. The audit is told.
   */
  reveal: oc.input(z.object(id)).errors(errors).output(output<CallDetail>()),
  hide: oc.input(z.object(id)).output(output<CallDetail | null>()),
  notes: {
    /** Oldest first. */
    list: oc.input(z.object(id)).output(output<Note[]>()),
    add: oc
      .input(z.object({ ...id, text: z.string().trim().min(1).max(10_000) }))
      .errors(errors)
      .output(output<Note>()),
    update: oc
      .input(z.object({ noteId: key, text: z.string().trim().min(1).max(10_000) }))
      .errors(errors)
      .output(output<Note>()),
    remove: oc.input(z.object({ noteId: key })).errors(errors),
  },
  /** The list as a file, in chunks with how far it got; ends when the client aborts. `ids` instead of all that the filter finds. */
  export: oc
    .input(
      z.object({
        filter: callFilter,
        ids: z.array(key).max(10_000).optional(),
        columns: z.array(z.enum(callColumns)).min(1),
        format: z.enum(['csv', 'ndjson', 'json']),
        redacted: z.boolean(),
        /** IANA zone of the times in a CSV; JSON has ISO 8601 in UTC. */
        zone: z.string().max(64).refine(isZone, 'not a time zone, e.g. Europe/Berlin').default('UTC'),
        /** A CSV begins with a byte order mark, which Excel wants to read it as UTF-8. */
        bom: z.boolean().default(false),
      }),
    )
    .errors(exportErrors)
    .output(eventIterator(output<CallExport>())),
  /** A zip with everything known about one call: a page to read, raw events, attempts, runs, the audit and its hashes. */
  evidence: oc
    .input(z.object({ ...id, redacted: z.boolean() }))
    .errors(exportErrors)
    .output(output<{ name: string; zip: FileBytes }>()),
};
