/** What every bench gives. Ratios are against a limit or a peer measured in the same run. */
export interface Metric {
  id: string;
  value: number;
  unit: string;
}

export type Bench = (options: { calls: number | undefined }) => Promise<Metric[]>;
