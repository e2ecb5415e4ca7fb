/**
 * When each item of an operation may begin. Pure: it knows neither clock nor network; whoever drives it says what time it is and how
 * items ended. Rules: `docs/operations.md`.
 */
import type { Pace } from '../../../shared/domain/bulk.ts';
import { isLet } from './endpoint-breaker.ts';
import { createLanes, type EndpointLimits, type Lane, type Waiting } from './lanes.ts';

export interface ScheduleItem extends Waiting {
  id: string;
  /** Items of one customer run one after another. */
  customerNumber: string | null;
}

/** How an item ended. `error` is the same for what went wrong in the same way; `null` when nothing did. */
export interface Ending {
  error: string | null;
  /** The same request may succeed later: what counts as an endpoint that keeps failing. */
  transient: boolean;
  /** The host asked to be left alone for so long. */
  retryAfterMs: number | null;
}

export type Phase =
  | { phase: 'running' }
  /** The canary is done. */
  | { phase: 'waiting'; why: string }
  | { phase: 'paused'; why: string }
  | { phase: 'done' };

export interface Schedule {
  /** At most `most` items to begin now, which count as under way from here on. Times are epoch milliseconds. */
  take(now: number, most: number): ScheduleItem[];
  /**
   * Items to begin ahead of their place, because those before them go out fast; no more than `most` to one endpoint. `begun` or `skipped`
   * follows for each. They still wait: `take` gives them when it is their turn.
   */
  ahead(now: number, most: number): ScheduleItem[];
  /** It was given by `ahead` and is begun. */
  begun(id: string): void;
  /** Ids of those begun ahead that are not to go out now, since it is paused or their host is to be left alone; or of `all`. */
  takeBack(now: number, all: boolean): string[];
  /** It was taken and went out. */
  ended(id: string, now: number, ending: Ending): void;
  /** It was taken, or was to be begun ahead, but nothing was sent. */
  skipped(id: string): void;
  /** When to take again if nothing ends before; `null` when only an ending or an operator changes anything. */
  nextAt(): number | null;
  phase(): Phase;
  /** Begins nothing more until `goOn`. */
  pause(why: string): void;
  /** Ends a pause or the wait after the canary. An endpoint that was held gets one item to try. */
  goOn(): void;
  underWay(): number;
  left(): number;
  /** What holds items back, in a sentence each. */
  holds(now: number): string[];
}

/** A day; what asks for longer is as good as gone. */
const longestWaitMs = 86_400_000;
export interface ScheduleOptions {
  pace: Pace;
  /** Those that may still run, in any order. */
  items: readonly ScheduleItem[];
  /** How many of the canary are left; `null` when there is none or somebody said "go on". */
  canaryLeft: number | null;
  /** Single items are never held by a breaker. */
  breaker: boolean;
  /** By `ScheduleItem.endpoint`. */
  limits?: ReadonlyMap<string, EndpointLimits>;
}

export function createSchedule({ pace, items, canaryLeft, breaker, limits }: ScheduleOptions): Schedule {
  const lanes = createLanes<ScheduleItem>(pace, breaker, limits);
  /** Behind the one of the same customer that is queued or under way. */
  const behind = new Map<string, ScheduleItem[]>();
  const active = new Map<string, ScheduleItem>();
  /** Given by `ahead`, and neither begun nor skipped yet. */
  const beginning = new Map<string, ScheduleItem>();
  let waitingItems = 0;
  let canary = canaryLeft ?? 0;
  let hasCanary = canaryLeft !== null;
  let pausedWhy: string | null = null;
  let streak = { error: '', length: 0 };

  for (const item of [...items].sort((one, other) => one.position - other.position)) {
    waitingItems += 1;
    const { customerNumber } = item;
    const queue = customerNumber === null ? undefined : behind.get(customerNumber);
    if (queue) queue.push(item);
    else {
      if (customerNumber !== null) behind.set(customerNumber, []);
      lanes.of(item).ready.push(item);
    }
  }

  /** Its place is free again, and the customer's next item may go. */
  function leave(id: string): Lane<ScheduleItem> {
    const item = active.get(id);
    if (!item) throw new Error(`item ${id} is not under way`);
    active.delete(id);
    const lane = lanes.of(item);
    lanes.leave(lane);
    letFollow(item);
    return lane;
  }

  function letFollow({ customerNumber }: ScheduleItem): void {
    if (customerNumber === null) return;
    const following = behind.get(customerNumber)?.shift();
    if (following) lanes.of(following).ready.push(following);
    else behind.delete(customerNumber);
  }

  function noteStreak(error: string | null): void {
    streak =
      error === null ? { error: '', length: 0 } : { error, length: error === streak.error ? streak.length + 1 : 1 };
    if (pace.stopAfter > 0 && streak.length >= pace.stopAfter && pausedWhy === null) {
      pausedWhy = `Stopped after ${streak.length} in a row ended the same way: ${error}.`;
    }
  }

  /** Nothing but held endpoints is left: somebody has to look at them. */
  function pauseIfAllHeld(now: number): void {
    if (active.size > 0 || waitingItems === 0 || pausedWhy !== null) return;
    const left = lanes.waiting();
    const [held] = left;
    if (!held || left.some(({ endpoint }) => isLet(endpoint, now))) return;
    const { name, failures } = held.endpoint;
    pausedWhy = `${name} keeps failing: ${failures} times in a row. Everything that is left goes there or waits behind it.`;
  }

  function phase(): Phase {
    if (waitingItems === 0 && active.size === 0) return { phase: 'done' };
    if (pausedWhy !== null) return { phase: 'paused', why: pausedWhy };
    if (hasCanary && canary === 0 && active.size === 0) {
      return { phase: 'waiting', why: 'The first ones are done; the rest waits for “go on”.' };
    }
    return { phase: 'running' };
  }

  return {
    take(now, most) {
      if (pausedWhy !== null) return [];
      const taken: ScheduleItem[] = [];
      while (taken.length < most && !(hasCanary && canary === 0)) {
        const item = lanes.take(now);
        if (!item) break;
        active.set(item.id, item);
        waitingItems -= 1;
        if (hasCanary) canary -= 1;
        taken.push(item);
      }
      return taken;
    },
    ahead(now, most) {
      if (pausedWhy !== null || hasCanary) return [];
      const found = lanes.ahead(now, most);
      for (const item of found) beginning.set(item.id, item);
      return found;
    },
    begun(id) {
      const item = beginning.get(id);
      if (!item) throw new Error(`item ${id} was not to be begun`);
      beginning.delete(id);
      lanes.begun(item);
    },
    takeBack: (now, all) => lanes.takeBack(now, all || pausedWhy !== null).map(({ id }) => id),
    ended(id, now, { error, transient, retryAfterMs }) {
      const { host, endpoint } = leave(id);
      if (retryAfterMs !== null) host.heldUntil = Math.max(host.heldUntil, now + Math.min(longestWaitMs, retryAfterMs));
      lanes.noteEndpoint(endpoint, now, error !== null && transient);
      noteStreak(error);
      pauseIfAllHeld(now);
    },
    skipped(id) {
      const item = beginning.get(id);
      if (item) {
        beginning.delete(id);
        lanes.notBegun(item);
        waitingItems -= 1;
        letFollow(item);
        return;
      }
      leave(id).endpoint.trying = false;
      // Nothing went out: the canary has another one.
      if (hasCanary) canary += 1;
    },
    nextAt() {
      if (phase().phase !== 'running' || (hasCanary && canary === 0)) return null;
      return lanes.nextAt();
    },
    phase,
    pause(why) {
      pausedWhy ??= why;
    },
    goOn() {
      if (pausedWhy === null) {
        hasCanary = false;
        return;
      }
      pausedWhy = null;
      streak = { error: '', length: 0 };
      lanes.release();
    },
    underWay: () => active.size,
    left: () => waitingItems,
    holds: lanes.holds,
  };
}
