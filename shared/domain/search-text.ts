/** A search as it is typed, cut into words, "phrases" and `key:value` pairs. What they mean is for others to say. */

export interface SearchToken {
  /** Where it stands in the text: from `from` up to, not including, `to`. */
  from: number;
  to: number;
  /** As written before the colon, in lower case; `null` for a word or a phrase. */
  key: string | null;
  /** Without quotes. */
  value: string;
  phrase: boolean;
  /** A quote was opened and not closed. */
  open: boolean;
}

/** Fields that people and text editors write as quotes. */
const quotes = '"“”„«»';
const keyBefore = /([a-z][a-z-]*):(?!\/\/)/iy;
/** A comparison may stand apart from what it compares with: `> 120`. */
const comparison = /[<>]=?\s+(?=\S)/y;

export function searchTokens(text: string): SearchToken[] {
  const tokens: SearchToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const from = at;
    const key = matchAt(keyBefore, text, at);
    at += key.length;
    const name = key === '' ? null : key.slice(0, -1).toLowerCase();
    const compared = name === null ? '' : matchAt(comparison, text, at);
    at += compared.length;
    const phrase = quotes.includes(text.charAt(at)) && at < text.length;
    const { value, end, open } = phrase ? quotedAt(text, at) : wordAt(text, at);
    at = end;
    tokens.push({ from, to: end, key: name, value: compared.trim() + value, phrase, open });
  }
  return tokens;
}

/** A value as it has to be written to be read as one. */
export function quotedIfNeeded(value: string): string {
  const plain = value !== '' && !/\s/.test(value) && ![...value].some((letter) => quotes.includes(letter));
  return plain ? value : `"${value.replaceAll(/[\\"]/g, '\\$&')}"`;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function wordAt(text: string, at: number): { value: string; end: number; open: boolean } {
  const value = matchAt(/\S*/y, text, at);
  return { value, end: at + value.length, open: false };
}

function quotedAt(text: string, begin: number): { value: string; end: number; open: boolean } {
  let value = '';
  for (let at = begin + 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    const escaped = letter === '\\' && /[\\"]/.test(text.charAt(at + 1));
    if (escaped) {
      value += text.charAt(at + 1);
      at += 1;
    } else if (quotes.includes(letter)) return { value, end: at + 1, open: false };
    else value += letter;
  }
  return { value, end: text.length, open: true };
}
