/** What is shown in the place of what is masked: enough to tell one from another, not enough to know them. */
import { digitsOf } from './personal.ts';
import type { Render } from './redact.ts';

/** Also what says that a text was masked: nobody types it. */
export const hidden = '•••';

export const masked: Render = (kind, text) => {
  switch (kind) {
    case 'number':
      return maskedNumber(text);
    case 'name':
      return maskedName(text);
    case 'e-mail':
      return `${[...text][0] ?? ''}${hidden}@${hidden}`;
    case 'card':
      return `${hidden} ${digitsOf(text).slice(-4)}`;
    case 'IBAN':
      return `${text.slice(0, 2).toUpperCase()}${hidden}`;
    case 'link':
      return hidden;
  }
};

/** "+49 151 ••• 4711": country, the first three digits, the last four; less of a short one. What has no digits is nobody's number. */
export function maskedNumber(text: string): string {
  const digits = digitsOf(text);
  if (digits.length < 9) return digits.length < 6 ? hidden : `${hidden} ${digits.slice(-2)}`;
  const international = /^\s*\(?\+/.test(text);
  const country = international ? countryCode(digits) : '';
  const rest = digits.slice(country.length);
  return `${international ? `+${country} ` : ''}${rest.slice(0, 3)} ${hidden} ${rest.slice(-Math.min(4, rest.length - 5))}`;
}

/** "D••• M•••" */
export const maskedName = (name: string): string =>
  name
    .split(/[\s+]+/u)
    .filter((part) => part !== '')
    .map((part) => `${[...part][0] ?? ''}${hidden}`)
    .join(' ');

/** ITU-T E.164: of one digit, of two, else of three. */
const countryCode = (digits: string): string =>
  /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/.exec(digits)?.[0] ?? '';
