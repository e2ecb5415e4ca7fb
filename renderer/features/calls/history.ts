/** A call's place in time among the others with the same person. */

interface Timed {
  id: number;
  endedAt: number;
}

export interface Placed<T> {
  /** Newest first. */
  rows: T[];
  /** The next one after it in time, and the last one before it, as far as they are known. */
  later: T | undefined;
  earlier: T | undefined;
}

/** `others` come newest first, as pages of them do; of those that ended together, the one that came later is the newer. */
export function placed<T extends Timed>(call: T, others: readonly T[]): Placed<T> {
  const isNewer = (each: T) => each.endedAt > call.endedAt || (each.endedAt === call.endedAt && each.id > call.id);
  const known = others.filter((each) => each.id !== call.id);
  const at = known.filter(isNewer).length;
  return { rows: known.toSpliced(at, 0, call), later: at === 0 ? undefined : known[at - 1], earlier: known[at] };
}
