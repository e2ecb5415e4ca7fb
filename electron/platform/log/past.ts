/**
 * The platform's past as events: not stored but invented again whenever somebody reads it, from the seed alone, so that a million calls
 * cost no disk and the same sequence always has the same bytes. A table of where every thousandth call begins makes any place quick to find.
 */
import { catalogue } from '../flows/catalogue.ts';
import { calendar } from '../generator/calendar.ts';
import { eventCount, type Outline, outlineOf } from '../generator/outline.ts';
import { flowDrafts, prologue } from '../generator/prologue.ts';
import type { Draft } from './entry.ts';
import { pastEvents } from './past-events.ts';

/** All that the past follows from; kept with the log. `origin` is the address its receivers had: `http://127.0.0.1:PORT`. */
export interface PastSpec {
  seed: number;
  calls: number;
  /** Epoch milliseconds UTC. */
  endAt: number;
  origin: string;
}

/** A place between two events: the next is number `skip` of call `index`; before the first call, `index` is −1. */
export interface Place {
  index: number;
  skip: number;
}

export interface Past {
  readonly spec: PastSpec;
  /** How many events it holds. */
  readonly events: number;
  outline(index: number): Outline;
  /** When call `index` ended. */
  endOf(index: number): number;
  /** The events of call `index`, in order; of −1, what came before the first call. */
  eventsOf(index: number): Promise<Draft[]>;
  /** The place after `offset` events. */
  placeAfter(offset: number): Place;
  /** Whether call `index`, of the past or after it, came after the flows were changed; without a past they never were. */
  isLate(index: number): boolean;
}

const stride = 1_000;

export function openPast(spec: PastSpec): Past {
  const days = calendar(spec.calls, spec.endAt);
  const flows = catalogue(spec.origin);
  const before = prologue(spec, flows);
  const changeAt = Math.floor(spec.calls / 2);
  const outline = (index: number) => outlineOf(spec.seed, index, days.endOf(index), spec.endAt);
  const countOf = (index: number) => eventCount(outline(index)) + (index === changeAt ? flows.changed.length : 0);

  const begins: number[] = [];
  let events = before.length;
  for (let index = 0; index < spec.calls; index++) {
    if (index % stride === 0) begins.push(events);
    events += countOf(index);
  }

  return {
    spec,
    events,
    outline,
    endOf: days.endOf,
    isLate: (index) => spec.calls > 0 && index >= changeAt,
    async eventsOf(index) {
      if (index < 0) return before;
      const endedAt = days.endOf(index);
      const changes = index === changeAt ? flowDrafts(flows.changed, endedAt - 1_000) : [];
      const own = await pastEvents({ spec, flows, late: index >= changeAt }, outline(index), endedAt);
      return [...changes, ...own];
    },
    placeAfter(offset) {
      if (offset < before.length) return { index: -1, skip: offset };
      let low = 0;
      let high = begins.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((begins[middle] ?? 0) <= offset) low = middle;
        else high = middle;
      }
      let index = low * stride;
      let skip = offset - (begins[low] ?? before.length);
      for (; index < spec.calls; index++) {
        const count = countOf(index);
        if (skip < count) break;
        skip -= count;
      }
      return { index, skip };
    },
  };
}
