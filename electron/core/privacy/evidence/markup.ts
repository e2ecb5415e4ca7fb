/** HTML from text that nobody trusts: whatever is put into a piece is escaped, unless it is a piece itself. */

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | null | readonly Markup[];

/** A tag for templates: html`<p>${anything}</p>`. For text and for attributes in double quotes alone. */
export const html = (strings: readonly string[], ...parts: Part[]): Markup =>
  new Markup(
    strings.map((string, index) => string + (index < parts.length ? shown(parts[index] ?? null) : '')).join(''),
  );

function shown(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return escaped(String(part));
}

/** What XML and HTML forbid cannot be shown either way. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(forbidden, '\ufffd');
}

// Control characters, but not tabs and line breaks; and what turns the direction of all that follows.
const forbidden = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/gu;
