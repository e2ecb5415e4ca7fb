/** A binary heap: whatever comes before all others is first, at a logarithm's cost. */
export interface Heap<T> {
  push(value: T): void;
  pop(): T | undefined;
  first(): T | undefined;
  size(): number;
}

export function heap<T>(isBefore: (one: T, other: T) => boolean): Heap<T> {
  const values: T[] = [];

  function swapUp(from: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!swapped(child, parent)) return;
      child = parent;
    }
  }

  /** Puts the value at `child` above the one at `parent` when it comes before it. */
  function swapped(child: number, parent: number): boolean {
    const below = values[child];
    const above = values[parent];
    if (below === undefined || above === undefined || !isBefore(below, above)) return false;
    values[child] = above;
    values[parent] = below;
    return true;
  }

  function sink(): void {
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      const right = values[left + 1];
      const least = right !== undefined && isBefore(right, values[left] ?? right) ? left + 1 : left;
      if (!swapped(least, parent)) return;
      parent = least;
    }
  }

  return {
    push(value) {
      values.push(value);
      swapUp(values.length - 1);
    },
    pop() {
      const first = values[0];
      const last = values.pop();
      if (values.length > 0 && last !== undefined) {
        values[0] = last;
        sink();
      }
      return first;
    },
    first: () => values[0],
    size: () => values.length,
  };
}
