/** What the console tells of by itself, also when nobody looks at it. */

/** Many failures within a short time. */
export interface Alert {
  /** Grows by one with each, for as long as core runs. */
  number: number;
  at: number;
  /** "12 failures in 5 minutes". */
  title: string;
  /** What failed most, in words. */
  text: string;
  /** The console's page that shows it. */
  path: string;
}
