/** Figures of a run, for `npm run test:faults` to print: it names the file they are collected in. */
import { appendFileSync } from 'node:fs';

/** The full form is asked for. */
export const full = process.env.FAULTS === 'full';

/** `proves`: the fault, in words. `figures`: what was counted, in the order it is shown. */
export function note(proves: string, figures: Record<string, string | number>): void {
  const file = process.env.FAULTS_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify({ proves, figures })}\n`);
}
