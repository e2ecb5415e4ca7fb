/**
 * When each item of an operation may begin. Pure: it knows neither clock nor network; whoever drives it says what time it is and how
 * items ended. Rules: `docs/operations.md`.
 */
import type { Pace } from '../../../shared/domain/bulk.ts';
import { breakerAfter, heldForMs } from '../delivery/breaker.ts';
import { type Heap, heap } from './heap.ts';

export interface ScheduleItem {
  id: string;
  /** Lower ones first. */
  position: number;
  /** What the rate and the concurrency count by. */
  host: string;
  /** Whose failures in a row hold its other items back, and whose limits count beside the pace. */
  endpoint: string;
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
  /** It was taken and went out. */
  ended(id: string, now: number, ending: Ending): void;
  /** It was taken, but nothing was sent. */
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
/** Timers are late by some milliseconds; a host may catch up on so much of its rate. */
const catchUpMs = 40;

/** How far the operator lets items of one endpoint go, beside the pace; `null` for no further limit. */
export interface EndpointLimits {
  /** For people. */
  name: string;
  perS: number | null;
  atOnce: number | null;
}

interface Host {
  name: string;
  active: number;
  nextSlotAt: number;
  heldUntil: number;
}

interface Endpoint extends EndpointLimits {
  active: number;
  nextSlotAt: number;
  failures: number;
  opened: number;
  heldUntil: number;
  trying: boolean;
}

/** What goes to one endpoint over one host, so that an endpoint that has to wait holds up no other. */
interface Lane {
  host: Host;
  endpoint: Endpoint;
  ready: Heap<ScheduleItem>;
}

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

const byPosition = (one: ScheduleItem, other: ScheduleItem): boolean => one.position < other.position;

export function createSchedule({ pace, items, canaryLeft, breaker, limits }: ScheduleOptions): Schedule {
  const hosts = new Map<string, Host>();
  const endpoints = new Map<string, Endpoint>();
  const lanes = new Map<string, Lane>();
  /** Behind the one of the same customer that is queued or under way. */
  const behind = new Map<string, ScheduleItem[]>();
  const active = new Map<string, ScheduleItem>();
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
      laneOf(item).ready.push(item);
    }
  }

  function laneOf({ host, endpoint }: ScheduleItem): Lane {
    const key = `${host} ${endpoint}`;
    let lane = lanes.get(key);
    if (!lane) {
      lane = { host: hostOf(host), endpoint: endpointOf(endpoint), ready: heap(byPosition) };
      lanes.set(key, lane);
    }
    return lane;
  }

  function hostOf(name: string): Host {
    let host = hosts.get(name);
    if (!host) {
      host = { name, active: 0, nextSlotAt: Number.NEGATIVE_INFINITY, heldUntil: 0 };
      hosts.set(name, host);
    }
    return host;
  }

  function endpointOf(key: string): Endpoint {
    let endpoint = endpoints.get(key);
    if (!endpoint) {
      const limit = limits?.get(key) ?? { name: key, perS: null, atOnce: null };
      const fresh = { active: 0, nextSlotAt: Number.NEGATIVE_INFINITY, failures: 0, opened: 0, heldUntil: 0 };
      endpoint = { ...limit, ...fresh, trying: false };
      endpoints.set(key, endpoint);
    }
    return endpoint;
  }

  const hasRoom = ({ host, endpoint }: Lane): boolean =>
    host.active < pace.perHostAtOnce && endpoint.active < (endpoint.atOnce ?? Number.POSITIVE_INFINITY);

  /** Whether the breaker lets the endpoint's next item go. */
  const isLet = ({ opened, heldUntil, trying }: Endpoint, now: number): boolean =>
    opened === 0 || (heldUntil <= now && !trying);

  function next(now: number): Lane | undefined {
    let best: Lane | undefined;
    let first: ScheduleItem | undefined;
    for (const lane of lanes.values()) {
      const { host, endpoint, ready } = lane;
      if (!hasRoom(lane) || host.nextSlotAt > now || host.heldUntil > now || endpoint.nextSlotAt > now) continue;
      const item = ready.first();
      if (!item || !isLet(endpoint, now) || (first && !byPosition(item, first))) continue;
      best = lane;
      first = item;
    }
    return best;
  }

  const slotAfter = (slotAt: number, now: number, perS: number): number =>
    Math.max(slotAt, now - catchUpMs) + 1000 / perS;

  /** Its place is free again, and the customer's next item may go. */
  function leave(id: string): Lane {
    const item = active.get(id);
    if (!item) throw new Error(`item ${id} is not under way`);
    active.delete(id);
    const lane = laneOf(item);
    lane.host.active -= 1;
    lane.endpoint.active -= 1;
    if (item.customerNumber !== null) {
      const following = behind.get(item.customerNumber)?.shift();
      if (following) laneOf(following).ready.push(following);
      else behind.delete(item.customerNumber);
    }
    return lane;
  }

  function noteEndpoint(endpoint: Endpoint, now: number, failed: boolean): void {
    if (!breaker) return;
    endpoint.trying = false;
    if (!failed) {
      endpoint.failures = 0;
      endpoint.opened = 0;
      return;
    }
    endpoint.failures += 1;
    if (endpoint.failures < breakerAfter) return;
    // Those that were under way when it opened say nothing new.
    if (endpoint.opened > 0 && endpoint.heldUntil > now) return;
    endpoint.heldUntil = now + heldForMs(endpoint.opened);
    endpoint.opened += 1;
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
    const left = [...lanes.values()].filter(({ ready }) => ready.size() > 0);
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
        const lane = next(now);
        const item = lane?.ready.pop();
        if (!lane || !item) break;
        const { host, endpoint } = lane;
        host.active += 1;
        endpoint.active += 1;
        host.nextSlotAt = slotAfter(host.nextSlotAt, now, pace.perHostPerS);
        if (endpoint.perS !== null) endpoint.nextSlotAt = slotAfter(endpoint.nextSlotAt, now, endpoint.perS);
        if (endpoint.opened > 0) endpoint.trying = true;
        active.set(item.id, item);
        waitingItems -= 1;
        if (hasCanary) canary -= 1;
        taken.push(item);
      }
      return taken;
    },
    ended(id, now, { error, transient, retryAfterMs }) {
      const { host, endpoint } = leave(id);
      if (retryAfterMs !== null) host.heldUntil = Math.max(host.heldUntil, now + Math.min(longestWaitMs, retryAfterMs));
      noteEndpoint(endpoint, now, error !== null && transient);
      noteStreak(error);
      pauseIfAllHeld(now);
    },
    skipped(id) {
      leave(id).endpoint.trying = false;
      // Nothing went out: the canary has another one.
      if (hasCanary) canary += 1;
    },
    nextAt() {
      if (phase().phase !== 'running' || (hasCanary && canary === 0)) return null;
      let at: number | null = null;
      const sooner = (time: number) => {
        at = at === null ? time : Math.min(at, time);
      };
      for (const lane of lanes.values()) {
        const { host, endpoint, ready } = lane;
        if (ready.size() === 0 || !hasRoom(lane) || (endpoint.opened > 0 && endpoint.trying)) continue;
        const held = endpoint.opened > 0 ? endpoint.heldUntil : 0;
        sooner(Math.max(host.nextSlotAt, host.heldUntil, endpoint.nextSlotAt, held));
      }
      return at;
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
      for (const endpoint of endpoints.values()) endpoint.heldUntil = 0;
    },
    underWay: () => active.size,
    left: () => waitingItems,
    holds(now) {
      const all = [...lanes.values()].filter(({ ready }) => ready.size() > 0);
      const told = new Set<string>();
      for (const { host } of all) {
        if (host.heldUntil > now)
          told.add(`${host.name} asked to wait until ${new Date(host.heldUntil).toISOString()}.`);
      }
      for (const { endpoint } of all) {
        if (endpoint.opened === 0) continue;
        const waiting = all.filter((lane) => lane.endpoint === endpoint).reduce((n, { ready }) => n + ready.size(), 0);
        told.add(`${endpoint.name} keeps failing (${endpoint.failures} times in a row); ${waiting} wait.`);
      }
      return [...told];
    },
  };
}
