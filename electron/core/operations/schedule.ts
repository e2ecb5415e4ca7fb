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
  /** Whose failures in a row hold its other items back. */
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
  nextAt(now: number): number | null;
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

interface Host {
  ready: Heap<ScheduleItem>;
  active: number;
  nextSlotAt: number;
  heldUntil: number;
}

interface Endpoint {
  failures: number;
  opened: number;
  heldUntil: number;
  /** Held items, off their host's queue. */
  parked: ScheduleItem[];
  trying: boolean;
}

export interface ScheduleOptions {
  pace: Pace;
  /** Those that may still run, in any order. */
  items: readonly ScheduleItem[];
  /** How many of the canary are left; `null` when there is none or somebody said "go on". */
  canaryLeft: number | null;
  /** Single items are never held by a breaker. */
  breaker: boolean;
}

const byPosition = (one: ScheduleItem, other: ScheduleItem): boolean => one.position < other.position;

export function createSchedule({ pace, items, canaryLeft, breaker }: ScheduleOptions): Schedule {
  const hosts = new Map<string, Host>();
  const endpoints = new Map<string, Endpoint>();
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
      enqueue(item);
    }
  }

  function hostOf(name: string): Host {
    let host = hosts.get(name);
    if (!host) {
      host = { ready: heap(byPosition), active: 0, nextSlotAt: Number.NEGATIVE_INFINITY, heldUntil: 0 };
      hosts.set(name, host);
    }
    return host;
  }

  function endpointOf(name: string): Endpoint {
    let endpoint = endpoints.get(name);
    if (!endpoint) {
      endpoint = { failures: 0, opened: 0, heldUntil: 0, parked: [], trying: false };
      endpoints.set(name, endpoint);
    }
    return endpoint;
  }

  function enqueue(item: ScheduleItem): void {
    hostOf(item.host).ready.push(item);
  }

  /** The host's first item that no breaker holds; those that one holds are put aside. */
  function firstOf(host: Host, now: number): ScheduleItem | undefined {
    for (;;) {
      const item = host.ready.first();
      if (!item) return undefined;
      const endpoint = endpointOf(item.endpoint);
      if (endpoint.opened === 0 || (endpoint.heldUntil <= now && !endpoint.trying)) return item;
      host.ready.pop();
      endpoint.parked.push(item);
    }
  }

  /** Endpoints whose time is over get one of their items back into its queue. */
  function letTry(now: number): void {
    for (const endpoint of endpoints.values()) {
      if (endpoint.opened === 0 || endpoint.heldUntil > now || endpoint.trying) continue;
      const item = endpoint.parked.shift();
      if (item) enqueue(item);
    }
  }

  function next(now: number): ScheduleItem | undefined {
    let best: ScheduleItem | undefined;
    for (const host of hosts.values()) {
      if (host.active >= pace.perHostAtOnce || host.nextSlotAt > now || host.heldUntil > now) continue;
      const item = firstOf(host, now);
      if (item && (!best || byPosition(item, best))) best = item;
    }
    return best;
  }

  /** Its place is free again, and the customer's next item may go. */
  function leave(id: string): ScheduleItem {
    const item = active.get(id);
    if (!item) throw new Error(`item ${id} is not under way`);
    active.delete(id);
    hostOf(item.host).active -= 1;
    if (item.customerNumber !== null) {
      const following = behind.get(item.customerNumber)?.shift();
      if (following) enqueue(following);
      else behind.delete(item.customerNumber);
    }
    return item;
  }

  function noteEndpoint(name: string, now: number, failed: boolean): void {
    if (!breaker) return;
    const endpoint = endpointOf(name);
    endpoint.trying = false;
    if (!failed) {
      endpoint.failures = 0;
      endpoint.opened = 0;
      for (const item of endpoint.parked.splice(0)) enqueue(item);
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
    let held = '';
    for (const host of hosts.values()) if (firstOf(host, now)) return;
    for (const [name, { parked, failures }] of endpoints) {
      if (parked.length > 0)
        held ||= `${name} keeps failing: ${failures} times in a row. Everything that is left goes there or waits behind it.`;
    }
    if (held) pausedWhy = held;
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
      letTry(now);
      const taken: ScheduleItem[] = [];
      while (taken.length < most && !(hasCanary && canary === 0)) {
        const item = next(now);
        if (!item) break;
        const host = hostOf(item.host);
        host.ready.pop();
        host.active += 1;
        host.nextSlotAt = Math.max(host.nextSlotAt, now - catchUpMs) + 1000 / pace.perHostPerS;
        const endpoint = endpointOf(item.endpoint);
        if (endpoint.opened > 0) endpoint.trying = true;
        active.set(item.id, item);
        waitingItems -= 1;
        if (hasCanary) canary -= 1;
        taken.push(item);
      }
      return taken;
    },
    ended(id, now, { error, transient, retryAfterMs }) {
      const item = leave(id);
      const host = hostOf(item.host);
      if (retryAfterMs !== null) host.heldUntil = Math.max(host.heldUntil, now + Math.min(longestWaitMs, retryAfterMs));
      noteEndpoint(item.endpoint, now, error !== null && transient);
      noteStreak(error);
      pauseIfAllHeld(now);
    },
    skipped(id) {
      const item = leave(id);
      endpointOf(item.endpoint).trying = false;
      // Nothing went out: the canary has another one.
      if (hasCanary) canary += 1;
    },
    nextAt(now) {
      if (phase().phase !== 'running' || (hasCanary && canary === 0)) return null;
      let at: number | null = null;
      const sooner = (time: number) => {
        at = at === null ? time : Math.min(at, time);
      };
      for (const host of hosts.values()) {
        if (host.active < pace.perHostAtOnce && firstOf(host, now)) sooner(Math.max(host.nextSlotAt, host.heldUntil));
      }
      for (const { parked, heldUntil, trying } of endpoints.values()) {
        if (parked.length > 0 && !trying) sooner(heldUntil);
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
      const told: string[] = [];
      for (const [name, { heldUntil, ready }] of hosts) {
        if (heldUntil > now && ready.first())
          told.push(`${name} asked to wait until ${new Date(heldUntil).toISOString()}.`);
      }
      for (const [name, { parked, failures }] of endpoints) {
        if (parked.length > 0) told.push(`${name} keeps failing (${failures} times in a row); ${parked.length} wait.`);
      }
      return told;
    },
  };
}
