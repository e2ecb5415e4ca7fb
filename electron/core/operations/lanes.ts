/**
 * Where items of an operation wait: in lanes, each to one endpoint over one host, so that an endpoint that has to wait holds up no other.
 * Hosts have the pace, endpoints their own limits beside it, and the breaker.
 */
import type { Pace } from '../../../shared/domain/bulk.ts';
import { breakerAfter, heldForMs } from '../delivery/breaker.ts';
import { type Heap, heap } from './heap.ts';

/** What an item needs to be put in order. */
export interface Waiting {
  /** Lower ones first. */
  position: number;
  /** What the rate and the concurrency count by. */
  host: string;
  /** Whose failures in a row hold its other items back, and whose limits count beside the pace. */
  endpoint: string;
}

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

export interface Lane<T> {
  host: Host;
  endpoint: Endpoint;
  ready: Heap<T>;
}

export interface Lanes<T> {
  of(item: Waiting): Lane<T>;
  /** The lane whose first item is the next that may begin. */
  next(now: number): Lane<T> | undefined;
  /** One more of this lane is under way. */
  begin(lane: Lane<T>, now: number): void;
  /** And one is not any more. */
  leave(lane: Lane<T>): void;
  /** How it ended, for the breaker: `failed` of what may succeed later. */
  noteEndpoint(endpoint: Endpoint, now: number, failed: boolean): void;
  /** Whether the breaker lets the endpoint's next item go. */
  isLet(endpoint: Endpoint, now: number): boolean;
  /** An endpoint that was held gets one item to try. */
  release(): void;
  /** When the first lane may go on; `null` when only an ending changes anything. */
  nextAt(): number | null;
  /** Those in which something waits. */
  waiting(): Lane<T>[];
  /** What holds items back, in a sentence each. */
  holds(now: number): string[];
}

const byPosition = (one: Waiting, other: Waiting): boolean => one.position < other.position;

/** `breaker`: single items are never held by one. */
export function createLanes<T extends Waiting>(
  pace: Pace,
  breaker: boolean,
  limits: ReadonlyMap<string, EndpointLimits> | undefined,
): Lanes<T> {
  const hosts = new Map<string, Host>();
  const endpoints = new Map<string, Endpoint>();
  const lanes = new Map<string, Lane<T>>();

  function laneOf({ host, endpoint }: Waiting): Lane<T> {
    const key = `${host} ${endpoint}`;
    let lane = lanes.get(key);
    if (!lane) {
      lane = { host: hostOf(host), endpoint: endpointOf(endpoint), ready: heap<T>(byPosition) };
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

  const hasRoom = ({ host, endpoint }: Lane<T>): boolean =>
    host.active < pace.perHostAtOnce && endpoint.active < (endpoint.atOnce ?? Number.POSITIVE_INFINITY);

  /** Whether the breaker lets the endpoint's next item go. */
  const isLet = ({ opened, heldUntil, trying }: Endpoint, now: number): boolean =>
    opened === 0 || (heldUntil <= now && !trying);

  function next(now: number): Lane<T> | undefined {
    let best: Lane<T> | undefined;
    let first: T | undefined;
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

  const waiting = (): Lane<T>[] => [...lanes.values()].filter(({ ready }) => ready.size() > 0);

  return {
    of: laneOf,
    next,
    begin({ host, endpoint }, now) {
      host.active += 1;
      endpoint.active += 1;
      host.nextSlotAt = slotAfter(host.nextSlotAt, now, pace.perHostPerS);
      if (endpoint.perS !== null) endpoint.nextSlotAt = slotAfter(endpoint.nextSlotAt, now, endpoint.perS);
      if (endpoint.opened > 0) endpoint.trying = true;
    },
    leave({ host, endpoint }) {
      host.active -= 1;
      endpoint.active -= 1;
    },
    noteEndpoint,
    isLet,
    release() {
      for (const endpoint of endpoints.values()) endpoint.heldUntil = 0;
    },
    nextAt() {
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
    waiting,
    holds(now) {
      const all = waiting();
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
