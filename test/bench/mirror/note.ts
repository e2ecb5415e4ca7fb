/** How far a long run is. */

export const note = (text: string): void => void process.stdout.write(`  ${text}\n`);

/** In seconds, of `performance.now()`. */
export const secondsSince = (began: number): string => ((performance.now() - began) / 1000).toFixed(1);
