/** Runs after-call chains for real, after a live call and when a consumer asks for a replay, and logs each run. */

import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { OperationRef } from '../../../shared/domain/operation.ts';
import { runChain } from '../../core/chains/engine.ts';
import type { ScriptRunner } from '../../core/chains/types.ts';
import type { Sender } from '../../core/delivery/types.ts';
import { chainStart } from '../chains/chain-input.ts';
import { runEvent } from '../chains/run-event.ts';
import type { Catalogue } from '../flows/catalogue.ts';
import { decodeId, encodeId, eventId, sourceOf } from '../generator/ids.ts';
import type { Log } from '../log/log.ts';
import { toldDialect } from '../log/past-events.ts';
import type { Database } from '../log/store.ts';
import type { Receivers } from '../receivers/receivers.ts';
import type { KnownCall, World } from './world.ts';

export interface ChainRunnerParts {
  db: Database;
  log: Log;
  world: World;
  sender: Sender;
  scripts: ScriptRunner;
  receivers: Receivers;
  flows: Catalogue;
  allow: readonly HostAllowance[];
}

export interface ChainRunner {
  /** Runs the chain of a call that has just ended, if it has one. */
  run(known: KnownCall): void;
  /** Runs it again from its start; `false` when there is no such run. */
  replay(runId: string, operation: OperationRef): boolean;
  readonly pending: number;
  close(): void;
}

export function openChainRunner(parts: ChainRunnerParts): ChainRunner {
  const { db, log, world, sender, scripts, receivers, flows, allow } = parts;
  const count = db.prepare<[string], { replays: number }>(
    'INSERT INTO run VALUES (?, 1) ON CONFLICT (run_id) DO UPDATE SET replays = replays + 1 RETURNING replays',
  );
  const stop = new AbortController();
  let pending = 0;

  async function perform(known: KnownCall, runId: string, operation: OperationRef | null): Promise<void> {
    const { call, callId, late, outline } = known;
    const published = flows.current(call.company.flowId, late);
    const start = chainStart(call, callId, outline.chain !== 'input');
    const result = await runChain(
      {
        flow: published.flow,
        flowById: (id) => flows.find(id, late)?.flow,
        trigger: start.trigger,
        callId,
        event: start.event,
        vars: start.vars,
        replay: {
          isReplay: operation !== null,
          runId: operation?.parent ?? null,
          operationId: operation?.id ?? null,
        },
        allow,
        extraHeaders: operation === null ? [] : [['X-Replay-Of', operation.parent]],
      },
      { sender, scripts, now: Date.now, signal: stop.signal },
    );
    if (stop.signal.aborted) return;
    const arrivesAsRun = known.payload === null;
    log.append({
      id: eventId(known.index, runId, 0),
      source: sourceOf(call.company.id),
      type: 'chain.ran',
      time: result.startedAt + result.durationMs,
      dialect: arrivesAsRun ? toldDialect(world.past.spec.seed, call) : null,
      data: JSON.stringify(runEvent({ runId, callId, published, start, result, operation })),
    });
  }

  function begin(known: KnownCall, runId: string, operation: OperationRef | null): void {
    pending++;
    void perform(known, runId, operation).finally(() => pending--);
  }

  return {
    run(known) {
      if (known.outline.chain === null) return;
      if (known.outline.chain === 'receiver') receivers.expectTrouble(known.callId, 1);
      begin(known, encodeId('run', known.index, 0), null);
    },
    replay(runId, operation) {
      const root = runId.replace(/-\d+$/, '');
      const place = decodeId('run', root);
      const known = place === null || place.slot !== 0 ? null : world.call(place.index);
      if (known === null || known.outline.chain === null) return false;
      begin(known, `${root}-${count.get(root)?.replays ?? 1}`, operation);
      return true;
    },
    get pending() {
      return pending;
    },
    close: () => stop.abort(),
  };
}
