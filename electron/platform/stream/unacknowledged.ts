/** The events sent and not yet acknowledged, at most a window full; a ring, because it turns over a million times. */
export interface Unacknowledged {
  readonly size: number;
  readonly full: boolean;
  sent(sequence: number): void;
  /** Cumulative: everything up to `sequence` is safe at the consumer. */
  acknowledged(sequence: number): void;
}

export function unacknowledged(window: number): Unacknowledged {
  const ring = new Float64Array(window);
  let start = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    get full() {
      return size >= window;
    },
    sent(sequence) {
      ring[(start + size) % window] = sequence;
      size++;
    },
    acknowledged(sequence) {
      while (size > 0 && (ring[start] ?? 0) <= sequence) {
        start = (start + 1) % window;
        size--;
      }
    },
  };
}
