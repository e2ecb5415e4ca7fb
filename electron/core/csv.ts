/** Lines of CSV as RFC 4180 has them, safe to open in a spreadsheet. */

export type CsvValue = string | number | boolean | null;

export const csvLine = (values: readonly CsvValue[]): string => `${values.map(csvValue).join(',')}\r\n`;

/** A spreadsheet takes text that begins with one of these signs for a formula; the apostrophe keeps it text. Numbers pass. */
function csvValue(value: CsvValue): string {
  if (value === null) return '';
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && !/^\+\d+$/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
