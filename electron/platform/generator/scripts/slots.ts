/** Sums, days and times as the speakers of a language write them. Formatters are kept: making one costs more than a thousand uses. */
const moneyFormats = new Map<string, Intl.NumberFormat>();
const dayFormats = new Map<string, Intl.DateTimeFormat>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();

export function money(locale: string, currency: string, amount: number): string {
  const key = `${locale} ${currency}`;
  let format = moneyFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 });
    moneyFormats.set(key, format);
  }
  return format.format(amount);
}

/** `at`: epoch milliseconds UTC; the day is told in UTC. */
export function dayAndMonth(locale: string, at: number): string {
  const day = Math.floor(at / 86_400_000);
  const key = `${locale} ${day}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  let format = dayFormats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
    dayFormats.set(locale, format);
  }
  const text = format.format(day * 86_400_000);
  if (days.size >= mostDays) days.clear();
  days.set(key, text);
  return text;
}

const days = new Map<string, string>();
const mostDays = 4_096;

export function clockTime(locale: string, hour: number, minute: number): string {
  let format = timeFormats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
    timeFormats.set(locale, format);
  }
  return format.format(Date.UTC(2026, 0, 5, hour, minute));
}
