/**
 * Where items of an operation wait: in lanes, each to one endpoint over one host, so that an endpoint that has to wait holds up no other.
 * Hosts have the pace, endpoints their own limits beside it, and the breaker.
 */
import type { Pace } from '../../../shared/domain/bulk.ts';
import { type Breaker, closedBreaker, isLet, noteEnding } from './endpoint-breaker.ts';
import { createFlow, type Flow } from './flow.ts';
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

interface Endpoint extends EndpointLimits, Breaker {
  active: number;
  nextSlotAt: number;
}

export interface Lane<T> {
  host: Host;
  endpoint: Endpoint;
  ready: Heap<T>;
  /** Begun ahead of a free place, in order. */
  begun: T[];
  /** How many are on their way to be so. */
  beginning: number;
  flow: Flow;
}

export interface Lanes<T> {
  of(item: Waiting): Lane<T>;
  /** Takes the next item that may go, which counts as under way from here on. */
  take(now: number): T | undefined;
  /** Items that will soon have a place, at the speed at which those before them had; no more than `most` of a lane with those ahead already. */
  ahead(now: number, most: number): T[];
  /** Of those, one is begun: it goes before what is not. */
  begun(item: T): void;
  /** And one is not and will not be. */
  notBegun(item: T): void;
  /** Puts those back that were begun ahead and have nowhere to go by now; or all of them. */
  takeBack(now: number, all: boolean): T[];
  /** And one is not any more. */
  leave(lane: Lane<T>): void;
  /** How it ended, for the breaker: `failed` of what may succeed later. */
  noteEndpoint(endpoint: Endpoint, now: number, failed: boolean): void;
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

/** Where fewer are expected, each is begun when it is its turn. */
const fewestAhead = 96;
/** With so large a part of what is wanted there need not be more yet: what is begun now is there only after the next write. */
const enoughAhead = 0.75;

const waitingIn = <T>({ ready, begun, beginning }: Lane<T>): number => ready.size() + begun.length + beginning;

/** `breaker`: single items are never held by one. */
export function createLanes<T extends Waiting>(
  pace: Pace,
  breaker: boolean,
  limits: ReadonlyMap<string, EndpointLimits> | undefined,
): Lanes<T> {
  const hosts = new Map<string, Host>();
  const endpoints = new Map<string, Endpoint>();
  const lanes: Lane<T>[] = [];
  const known = new Map<string, Map<string, Lane<T>>>();

  function laneOf({ host, endpoint }: Waiting): Lane<T> {
    let ofHost = known.get(host);
    if (!ofHost) {
      ofHost = new Map();
      known.set(host, ofHost);
    }
    let lane = ofHost.get(endpoint);
    if (!lane) {
      lane = {
        host: hostOf(host),
        endpoint: endpointOf(endpoint),
        ready: heap<T>(byPosition),
        begun: [],
        beginning: 0,
        flow: createFlow(),
      };
      ofHost.set(endpoint, lane);
      lanes.push(lane);
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
      endpoint = { ...limit, ...closedBreaker(), active: 0, nextSlotAt: Number.NEGATIVE_INFINITY };
      endpoints.set(key, endpoint);
    }
    return endpoint;
  }

  const hasRoom = ({ host, endpoint }: Lane<T>): boolean =>
    host.active < pace.perHostAtOnce && endpoint.active < (endpoint.atOnce ?? Number.POSITIVE_INFINITY);

  function next(now: number): Lane<T> | undefined {
    let best: Lane<T> | undefined;
    let first: T | undefined;
    for (const lane of lanes) {
      const { host, endpoint, ready, begun, beginning } = lane;
      if (!hasRoom(lane) || host.nextSlotAt > now || host.heldUntil > now || endpoint.nextSlotAt > now) continue;
      // What is on its way to be begun will be there sooner than what only sets out.
      const item = begun[0] ?? (beginning === 0 ? ready.first() : undefined);
      if (!item || !isLet(endpoint, now) || (first && !byPosition(item, first))) continue;
      best = lane;
      first = item;
    }
    return best;
  }

  const slotAfter = (slotAt: number, now: number, perS: number): number =>
    Math.max(slotAt, now - catchUpMs) + 1000 / perS;

  const waiting = (): Lane<T>[] => lanes.filter((lane) => waitingIn(lane) > 0);

  const isOpen = ({ host, endpoint }: Lane<T>, now: number): boolean => host.heldUntil <= now && endpoint.opened === 0;

  return {
    of: laneOf,
    take(now) {
      const lane = next(now);
      const item = lane?.begun.shift() ?? lane?.ready.pop();
      if (!lane || !item) return undefined;
      const { host, endpoint, flow } = lane;
      host.active += 1;
      endpoint.active += 1;
      host.nextSlotAt = slotAfter(host.nextSlotAt, now, pace.perHostPerS);
      if (endpoint.perS !== null) endpoint.nextSlotAt = slotAfter(endpoint.nextSlotAt, now, endpoint.perS);
      if (endpoint.opened > 0) endpoint.trying = true;
      flow.note(now);
      return item;
    },
    ahead(now, most) {
      const found: T[] = [];
      for (const lane of lanes) {
        const wanted = Math.min(most, lane.flow.expected(now));
        const there = lane.begun.length + lane.beginning;
        // Many at a time, or it were better to wait.
        if (wanted < fewestAhead || there > wanted * enoughAhead || !isOpen(lane, now)) continue;
        for (let count = there; count < wanted; count += 1) {
          const item = lane.ready.pop();
          if (!item) break;
          lane.beginning += 1;
          found.push(item);
        }
      }
      return found;
    },
    begun(item) {
      const lane = laneOf(item);
      lane.beginning -= 1;
      lane.begun.push(item);
    },
    notBegun(item) {
      laneOf(item).beginning -= 1;
    },
    takeBack(now, all) {
      const back: T[] = [];
      for (const lane of lanes) {
        if (lane.begun.length === 0 || (!all && isOpen(lane, now))) continue;
        for (const item of lane.begun.splice(0)) {
          lane.ready.push(item);
          back.push(item);
        }
      }
      return back;
    },
    leave({ host, endpoint }) {
      host.active -= 1;
      endpoint.active -= 1;
    },
    noteEndpoint(endpoint, now, failed) {
      if (breaker) noteEnding(endpoint, now, failed);
    },
    release() {
      for (const endpoint of endpoints.values()) endpoint.heldUntil = 0;
    },
    nextAt() {
      let at: number | null = null;
      const sooner = (time: number) => {
        at = at === null ? time : Math.min(at, time);
      };
      for (const lane of lanes) {
        const { host, endpoint } = lane;
        if (waitingIn(lane) === 0 || !hasRoom(lane) || (endpoint.opened > 0 && endpoint.trying)) continue;
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
        const waiting = all.filter((lane) => lane.endpoint === endpoint).reduce((n, lane) => n + waitingIn(lane), 0);
        told.add(`${endpoint.name} keeps failing (${endpoint.failures} times in a row); ${waiting} wait.`);
      }
      return [...told];
    },
  };
}
