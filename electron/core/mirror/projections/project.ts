/**
 * From one event of the ledger to the rows it touches. Total: an event that cannot be projected answers with the reason and changes
 * nothing. Projections read only the event and what earlier events left, so replaying the ledger gives the same rows.
 */

import type { Topic } from '../../../../shared/contract/index.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { DeadLetterCode } from '../receive.ts';
import { rollups as openRollups } from '../rollups.ts';
import { callEvents } from './call-events.ts';
import { callMerging } from './calls.ts';
import { chainProjection } from './chains.ts';
import { type RowsToDrop, rowDropping } from './dropped-rows.ts';
import { endpointProjection } from './endpoints.ts';
import { figureProjection } from './figures.ts';
import { incidentProjection } from './incidents.ts';
import { openCalls } from './open-calls.ts';
import { openMessages } from './open-messages.ts';
import { readEvent } from './read-event.ts';
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
  const events = callEvents(db);
  const open = openCalls(db, rollups, figures, callMerging(events));
  const incidents = incidentProjection(db, rollups);
  const endpoints = endpointProjection(db);
  const messages = openMessages(db, open);
  const webhooks = webhookProjection(messages, rollups, open, incidents, endpoints, figures);
  const chains = chainProjection(db, rollups, open, incidents);
  const rows = rowDropping(db, rollups, incidents, open);
  // What is kept of incidents comes after they are written.
  const kept = [events, incidents, endpoints, figures, rollups, rows];

  function project(entry: LedgerEvent, zone: string): Projected {
    const said = entry.said ?? readEvent(entry, zone);
    switch (said.of) {
      case 'call':
        open.tell({ entry, told: said.call, raw: said.reads });
        return said.reads === undefined
          ? { ok: true, topics: callTopics, settled: null }
          : { ok: true, topics: mappedTopics, settled: null, reads: said.reads };
      case 'attempt':
        return { ok: true, topics: attemptTopics, settled: webhooks.attempted(entry, said.attempt) };
      case 'run':
        if (said.call) open.tell({ entry, told: said.call, raw: undefined });
        return { ok: true, topics: runTopics, settled: chains.ran(entry, said.run) };
      case 'flow':
        chains.published(entry, said.flow);
        return { ok: true, topics: flowTopics, settled: null };
      case 'endpoint':
        endpoints.announced(entry, said.endpoint);
        return { ok: true, topics: endpointTopics, settled: null };
      case 'nothing':
        return { ok: false, code: said.code, reason: said.reason };
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
      open.settle();
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

const callTopics: readonly Topic[] = ['calls'];
const mappedTopics: readonly Topic[] = ['calls', 'deadLetters'];
const flowTopics: readonly Topic[] = ['chains'];
const endpointTopics: readonly Topic[] = ['webhooks', 'endpoints'];
const attemptTopics: readonly Topic[] = ['webhooks', 'calls', 'incidents', 'endpoints'];
const runTopics: readonly Topic[] = ['chains', 'calls', 'incidents'];
