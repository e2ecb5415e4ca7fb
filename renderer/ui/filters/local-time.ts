/** Instants as `datetime-local` fields write them: `2026-11-21T14:05`, in UTC or in this machine's zone. */

const two = (value: number): string => String(value).padStart(2, '0');

/** `at` in epoch milliseconds UTC, cut to the minute. */
export function toLocal(at: number, utc: boolean): string {
  const date = new Date(at);
  if (utc) return date.toISOString().slice(0, 16);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Epoch milliseconds UTC; `undefined` for what is no time. */
export function fromLocal(text: string, utc: boolean): number | undefined {
  const at = Date.parse(utc && text !== '' ? `${text}Z` : text);
  return Number.isNaN(at) ? undefined : at;
}
