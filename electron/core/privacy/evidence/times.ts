/** Times as a pack writes them, the same on every machine. */

/** `2026-11-01 10:15:00.000 UTC` without what says nothing. */
export const instant = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, '');

/** `2 m 41 s` */
export function length(ms: number | null): string {
  if (ms === null) return 'length unknown';
  if (ms < 1000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/** `2:41` into the call. */
export const offset = (ms: number | null): string =>
  ms === null ? '' : `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
