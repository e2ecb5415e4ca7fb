/** Which calls are shown unmasked: until core ends or somebody hides them again. Nothing of it is on the disk but the audit. */
export interface Reveals {
  /** False when it was revealed already. */
  add(callKey: number): boolean;
  remove(callKey: number): void;
  readonly all: ReadonlySet<number>;
}

export function createReveals(): Reveals {
  const all = new Set<number>();
  return {
    add(callKey) {
      if (all.has(callKey)) return false;
      all.add(callKey);
      return true;
    },
    remove: (callKey) => void all.delete(callKey),
    all,
  };
}
