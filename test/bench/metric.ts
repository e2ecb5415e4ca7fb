/** What every bench gives. Ratios are against a limit or a peer measured in the same run. */
export interface Metric {
  id: string;
  value: number;
  unit: string;
}

/** How much to measure with; each bench has its own idea of enough. */
export type Bench = (options: {
  calls: number | undefined;
  attempts: number | undefined;
  /** A folder with a mirror to measure reading on (`reading-mirror.ts`). */
  mirror: string | undefined;
}) => Promise<Metric[]>;
