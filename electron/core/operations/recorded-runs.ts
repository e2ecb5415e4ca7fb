/** What a replay asks of the runs it goes back to: the request first sent for a step, and the time and random values of its script. */
import { hash } from 'node:crypto';
import type { RunDetail, Step } from '../../../shared/domain/chain.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import type { RecordedRuns } from '../chains/types.ts';

/**
 * A script gets the time at which its step ran, or at which the run ended when it had not come that far. Its random values are not
 * recorded anywhere; they are made from the run's id and the step's, so that every replay of a run has the same.
 */
export function recordedRuns({ original, replays }: RunDetail, fresh: boolean): RecordedRuns {
  const place = (nodeId: string, iteration: number) => JSON.stringify([nodeId, iteration]);
  const placeOf = (step: Step) => place(step.nodeId, step.iteration);
  const requests = new Map<string, HttpRequestRecord>();
  for (const step of [original, ...replays].flatMap(({ trace }) => trace)) {
    if (step.request && !requests.has(placeOf(step))) requests.set(placeOf(step), step.request);
  }
  const times = new Map(original.trace.map((step) => [placeOf(step), step.startedAt]));
  return {
    request: (nodeId, iteration) => requests.get(place(nodeId, iteration)),
    clock: (nodeId, iteration) => {
      if (fresh) return undefined;
      const at = times.get(place(nodeId, iteration)) ?? original.startedAt + original.durationMs;
      const seed = hash('sha256', JSON.stringify([original.runId, nodeId, iteration]), 'buffer');
      return { at, seed: seed.readInt32BE(0) };
    },
  };
}
