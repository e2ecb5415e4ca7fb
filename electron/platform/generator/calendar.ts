/**
 * When calls end: more by day than by night, fewer at the weekend. The curve is the world's as this platform sees it, in UTC,
 * since its customers live between Mexico and Japan.
 */
const hourMs = 3_600_000;

/** Calls per hour of the day (UTC), relative; quietest while the Americas sleep and Asia has not begun. */
const byHour = [3, 4, 6, 9, 12, 14, 15, 15, 16, 17, 17, 16, 15, 16, 18, 18, 17, 15, 13, 11, 9, 7, 5, 4];
/** Per day of the week, Sunday first. */
const byDay = [0.45, 1, 1.1, 1.05, 1.05, 0.95, 0.6];

export interface Calendar {
  /** The end of call `index` of `count`, epoch milliseconds UTC; grows with the index. */
  endOf(index: number): number;
}

/** Spreads `count` calls over the `spanMs` before `endAt`. */
export function calendar(count: number, endAt: number, spanMs = 7 * 24 * hourMs): Calendar {
  const hours = Math.max(1, Math.round(spanMs / hourMs));
  const first = endAt - hours * hourMs;
  const cumulative = new Float64Array(hours + 1);
  for (let i = 0; i < hours; i++) {
    const when = new Date(first + i * hourMs);
    cumulative[i + 1] = (cumulative[i] ?? 0) + (byHour[when.getUTCHours()] ?? 1) * (byDay[when.getUTCDay()] ?? 1);
  }
  const total = cumulative[hours] ?? 1;
  return {
    endOf(index) {
      const share = ((index + 0.5) / Math.max(1, count)) * total;
      let low = 0;
      let high = hours;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((cumulative[middle] ?? 0) <= share) low = middle;
        else high = middle;
      }
      const from = cumulative[low] ?? 0;
      const width = (cumulative[low + 1] ?? total) - from;
      return Math.floor(first + (low + (width > 0 ? (share - from) / width : 0)) * hourMs);
    },
  };
}
