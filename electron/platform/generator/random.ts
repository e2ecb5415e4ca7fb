/**
 * Repeatable chance: a `Random` gives the same row of numbers for the same seed and salts, on every machine. Everything the generator
 * invents about call number i comes from `randomFor(seed, i, what)`, so that one call can be invented again without its predecessors.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Mulberry32: 32 bits of state are plenty for a demo, and it is the fastest there is in JavaScript. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    return this.bits() / 4_294_967_296;
  }

  /** In [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** In [from, to], both included. */
  between(from: number, to: number): number {
    return from + this.int(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return at(list, this.int(list.length));
  }

  /** One of `list`, each as likely as its `weight` says. */
  weighted<T extends { weight: number }>(list: readonly T[]): T {
    let total = 0;
    for (const item of list) total += item.weight;
    let left = this.next() * total;
    for (const item of list) {
      left -= item.weight;
      if (left < 0) return item;
    }
    return at(list, list.length - 1);
  }

  /** `count` different members of `list`, in random order. */
  sample<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.int(left.length), 1));
    return taken;
  }

  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string {
    let out = '';
    for (let i = 0; i < length; i++) out += alphabet[this.int(alphabet.length)];
    return out;
  }

  uuid(): string {
    const hex = [0, 0, 0, 0].map(() => this.bits().toString(16).padStart(8, '0')).join('');
    const variant = '89ab'[this.int(4)];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/** A generator of its own for one purpose, so that drawing more for one thing does not change another. */
export function randomFor(seed: number, index: number, purpose: number): Random {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16) ^ purpose, 0x27d4eb2f);
  h ^= Math.imul(Math.floor(index / 4_294_967_296) + 1, 0x165667b1);
  return new Random(h ^ (h >>> 15));
}

export function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index} in a list of ${list.length}`);
  return item;
}
