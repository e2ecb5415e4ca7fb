/** The platform's present: calls that end now, at the pace asked for, their webhooks sent and their chains run for real. */
import type { Faults } from '../faults.ts';
import type { Random } from '../generator/random.ts';
import type { Log } from '../log/log.ts';
import { callDrafts } from '../log/past-events.ts';
import { type BadEventKind, badEventKinds } from './bad-events.ts';
import type { ChainRunner } from './chain-runner.ts';
import type { Courier } from './courier.ts';
import type { World } from './world.ts';

export interface LiveParts {
  log: Log;
  world: World;
  courier: Courier;
  chains: ChainRunner;
  faults: Faults;
  random: Random;
  inject(kind: BadEventKind): void;
  /** How many calls are to have ended so many seconds after the beginning. */
  pace: Pace;
}

export type Pace = (seconds: number) => number;

/** So many calls a second, for ever. */
export const steady =
  (rate: number): Pace =>
  (seconds) =>
    seconds * rate;

/**
 * Something to see at once, and no more than a platform of such a past would have later on: a call each second to begin with, one in
 * `settlesAt` seconds from then on that it has come down to that. A day of the first pace would dwarf the week before it in every chart.
 */
export const settling: Pace = (seconds) => {
  const begins = Math.min(seconds, settlesAt * (settlesAt - 1));
  return settlesAt * Math.log1p(begins / settlesAt) + (seconds - begins) / settlesAt;
};
const settlesAt = 15;

/** No more calls end while so much of what they caused is still to be done. */
const mostPending = 500;
const tickMs = 50;

/** Returns how to stop. */
export function goLive({ log, world, courier, chains, faults, random, inject, pace }: LiveParts): () => void {
  const begun = performance.now();
  let ended = 0;
  const timer = setInterval(() => {
    const due = Math.floor(pace((performance.now() - begun) / 1000));
    const room = mostPending - courier.pending - chains.pending;
    for (let i = 0; i < Math.min(due - ended, room, 64); i++) endCall();
    ended = due;
  }, tickMs);

  function endCall(): void {
    const known = world.begin(Date.now());
    const { call, callId, payload, outline } = known;
    for (const draft of callDrafts(world.past.spec.seed, call, payload, outline, callId)) log.append(draft);
    courier.deliver(known);
    chains.run(known);
    if (random.chance(faults.badEvents)) inject(random.pick(badEventKinds));
  }

  return () => clearInterval(timer);
}
