/** The platform's present: calls that end now, at the rate asked for, their webhooks sent and their chains run for real. */
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
  /** Calls per second. */
  rate: number;
}

/** No more calls end while so much of what they caused is still to be done. */
const mostPending = 500;
const tickMs = 50;

/** Returns how to stop. */
export function goLive({ log, world, courier, chains, faults, random, inject, rate }: LiveParts): () => void {
  const begun = performance.now();
  let ended = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1000) * rate);
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
