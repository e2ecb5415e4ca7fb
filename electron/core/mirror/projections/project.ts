/**
 * From one event of the ledger to the rows it touches. Total: an event that cannot be projected answers with the reason and changes
 * nothing. Projections read only the event and what earlier events left, so replaying the ledger gives the same rows.
 */

import type { ZodSafeParseResult, ZodType } from 'zod';
import type { Topic } from '../../../../shared/contract/index.ts';
import {
  callMapped as callMappedData,
  chainRan,
  endpointUpdated,
  webhookAttempted,
} from '../../../../shared/stream/events.ts';
import { readFlow } from '../../chains/read-flow.ts';
import { isLocal } from '../../local-source.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import { ownAttempt, ownRun } from '../own-events.ts';
import type { DeadLetterCode } from '../receive.ts';
import { rollups as openRollups } from '../rollups.ts';
import { callProjection } from './calls.ts';
import { chainProjection } from './chains.ts';
import { type RowsToDrop, rowDropping } from './dropped-rows.ts';
import { endpointProjection } from './endpoints.ts';
import { figureProjection } from './figures.ts';
import { incidentProjection } from './incidents.ts';
import { openCalls } from './open-calls.ts';
import { openMessages } from './open-messages.ts';
import { quickAttempt, quickRun } from './quick-look.ts';
import { readCall } from './read-call.ts';
import { webhookProjection } from './webhooks.ts';

/** How an operation's item ended, as told by the event it caused. */
export interface Settled {
  itemId: string;
  outcome: 'succeeded' | 'failed' | 'unknown';
  result: string;
}

export type Projected =
  /** `reads`: the event that could not be read by itself, and is by this one. */
  | { ok: true; topics: readonly Topic[]; settled: Settled | null; reads?: number }
  | { ok: false; code: DeadLetterCode; reason: string };

export interface Projector {
  /** `zone`: the connection's, for times that come without one. */
  project(event: LedgerEvent, zone: string): Projected;
  /**
   * Makes a call's row anew from its events, the one that made the row first: some of them say less than they did. What is counted of it
   * follows.
   */
  retell(call: number, events: readonly LedgerEvent[], zone: string): void;
  /**
   * Takes rows away whose events leave the ledger in the same transaction; sums keep what they were, incidents how they stood. `asOf`: the
   * newest event; `at`: now, in epoch milliseconds UTC.
   */
  dropRows(rows: RowsToDrop, asOf: number, at: number): void;
  /** Writes what is kept back to be written once for many events. Call it before the commit. */
  flush(): void;
  /** Forgets what was kept back; after a rollback. */
  discard(): void;
}

export function projector(db: Writable): Projector {
  const rollups = openRollups(db);
  const figures = figureProjection(db);
  const open = openCalls(db, rollups, figures);
  const calls = callProjection(db, open);
  const incidents = incidentProjection(db, rollups);
  const endpoints = endpointProjection(db);
  const messages = openMessages(db, open);
  const webhooks = webhookProjection(messages, rollups, open, incidents, endpoints, figures);
  const chains = chainProjection(db, rollups, open, incidents);
  const rows = rowDropping(db, rollups, incidents, open);
  // What is kept of incidents comes after they are written.
  const kept = [incidents, endpoints, figures, rollups, rows];

  function projectCall(entry: LedgerEvent, zone: string, raw?: number): Projected {
    const told = entry.read?.call ?? readCall(entry, zone);
    if (!told.ok) return told;
    calls.merge(entry, told, raw);
    return { ok: true, topics: ['calls'], settled: null };
  }

  /** What a mapping of the operator's made of a payload no dialect knows; the payload is another event of the ledger. */
  function callMapped(entry: LedgerEvent, zone: string): Projected {
    if (!isLocal(entry.event.source)) return { ok: false, code: 'invalid', reason: 'Only this machine maps payloads.' };
    const parsed = callMappedData.safeParse(entry.event.data);
    if (!parsed.success) return invalid(parsed.error);
    const told = projectCall(entry, zone, parsed.data.of);
    return told.ok ? { ...told, topics: ['calls', 'deadLetters'], reads: parsed.data.of } : told;
  }

  function project(entry: LedgerEvent, zone: string): Projected {
    if (entry.tooDeep) return { ok: false, code: 'invalid', reason: 'Nested more than 200 deep.' };
    switch (entry.event.type) {
      case 'call.ended':
        return projectCall(entry, zone);
      case 'call.mapped':
        return callMapped(entry, zone);
      case 'webhook.attempted': {
        const { data, error } = read(entry, {
          ahead: entry.read?.attempt,
          own: ownAttempt,
          quick: quickAttempt,
          schema: webhookAttempted,
        });
        if (!data) return invalid(error);
        return { ok: true, topics: attemptTopics, settled: webhooks.attempted(entry, data) };
      }
      case 'chain.ran': {
        const { data: run, error } = read(entry, {
          ahead: entry.read?.run,
          own: ownRun,
          quick: quickRun,
          schema: chainRan,
        });
        if (!run) return invalid(error);
        // A replay repeats a call that is known already; only the platform's own run is news of the call.
        if (run.operation === null) {
          const told = projectCall(entry, zone);
          if (!told.ok) return told;
        }
        return { ok: true, topics: runTopics, settled: chains.ran(entry, run) };
      }
      case 'flow.published': {
        const read = readFlow(entry.event.data);
        if (!read.ok) return invalid(read.error);
        chains.published(entry, read.flow);
        return { ok: true, topics: ['chains'], settled: null };
      }
      case 'endpoint.updated': {
        const parsed = endpointUpdated.safeParse(entry.event.data);
        if (!parsed.success) return invalid(parsed.error);
        endpoints.announced(entry, parsed.data);
        return { ok: true, topics: ['webhooks', 'endpoints'], settled: null };
      }
      default:
        return {
          ok: false,
          code: 'unknown type',
          reason: `This version knows no event of type “${entry.event.type}”.`,
        };
    }
  }

  return {
    project,
    retell(call, events, zone) {
      open.remove(call);
      for (const entry of events) project(entry, zone);
    },
    dropRows: rows.drop,
    flush() {
      messages.flush();
      chains.flush();
      open.flush();
      for (const sums of kept) sums.flush();
    },
    discard() {
      messages.discard();
      chains.discard();
      open.discard();
      for (const sums of kept) sums.discard();
    },
  };
}

const attemptTopics: readonly Topic[] = ['webhooks', 'calls', 'incidents', 'endpoints'];
const runTopics: readonly Topic[] = ['chains', 'calls', 'incidents'];

interface Readings<T> {
  ahead: T | undefined;
  /** Of what this process wrote itself. */
  own: (data: unknown) => T | null;
  quick: (data: unknown) => T | null;
  schema: ZodType<T>;
}

/** The schema reads what the others leave to it. */
function read<T>(entry: LedgerEvent, { ahead, own, quick, schema }: Readings<T>): ZodSafeParseResult<T> {
  const { data } = entry.event;
  const known = ahead ?? (entry.own ? own(data) : quick(data));
  return known === null ? schema.safeParse(data) : { success: true, data: known };
}

function invalid(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): Projected {
  const told = error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.map(String).join('.') || 'data'}: ${message}`);
  return { ok: false, code: 'invalid', reason: told.join('; ') };
}
