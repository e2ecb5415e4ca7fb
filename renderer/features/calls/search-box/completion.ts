/** What may come next in the search box: keys while a word is being written, the values of a key after its colon. */
import type { CallChoices } from '../../../../shared/domain/call.ts';
import { callSearchKey, callSearchKeys } from '../../../../shared/domain/call-search-keys.ts';
import { quotedIfNeeded, searchTokens } from '../../../../shared/domain/search-text.ts';

export interface Suggestion {
  label: string;
  hint: string;
  /** How many calls have it, where that is known. */
  count: number | null;
  /** What stands in the text afterwards. */
  insert: string;
}

export interface Completion {
  of: 'keys' | 'values';
  /** The stretch of the text that a suggestion takes the place of. */
  from: number;
  to: number;
  suggestions: Suggestion[];
}

const most = 50;

/** `caret` is where the text is being written. `null` where nothing can be suggested. */
export function completionAt(text: string, caret: number, choices: CallChoices | undefined): Completion | null {
  const token = searchTokens(text).find(({ from, to }) => from < caret && caret <= to);
  if (token && token.key !== null) {
    const key = callSearchKey(token.key);
    if (!key) return null;
    const occurring = key.choices ? (choices?.[key.choices] ?? []) : [];
    const values = [...occurring, ...key.values.map((value) => ({ value, label: value, count: null }))];
    const suggestions = fitting(values, token.value).map(({ value, label, count }) => ({
      label,
      hint: '',
      count,
      insert: `${key.key}:${quotedIfNeeded(key.choices === 'connections' ? label : value)} `,
    }));
    return suggested('values', token.from, token.to, suggestions);
  }
  if (token?.phrase) return null;
  const begun = (token?.value ?? '').slice(0, token ? caret - token.from : 0).toLowerCase();
  // Within a word nothing is begun that a key could take the place of.
  if (token ? caret < token.to : text.slice(caret, caret + 1).trim() !== '') return null;
  const keys = callSearchKeys
    .filter(({ key, also }) => [key, ...also].some((name) => name.startsWith(begun)))
    .map(({ key, what }) => ({ label: `${key}:`, hint: what, count: null, insert: `${key}:` }));
  return suggested('keys', token?.from ?? caret, caret, keys);
}

/** The text with the suggestion in it, and where the caret goes. */
export function completed(text: string, { from, to }: Completion, { insert }: Suggestion) {
  const rest = text.slice(to);
  const joined = insert.endsWith(' ') ? rest.trimStart() : rest;
  return { text: text.slice(0, from) + insert + joined, caret: from + insert.length };
}

function suggested(of: Completion['of'], from: number, to: number, suggestions: Suggestion[]): Completion | null {
  return suggestions.length === 0 ? null : { of, from, to, suggestions: suggestions.slice(0, most) };
}

/** Those that begin with what was typed go before those that have it further on. */
function fitting<T extends { label: string; value: string }>(values: readonly T[], typed: string): T[] {
  const wanted = typed.trim().toLowerCase();
  const place = ({ label, value }: T) => {
    const at = label.toLowerCase().indexOf(wanted);
    return at >= 0 ? at : value.toLowerCase().indexOf(wanted);
  };
  const fits = values.filter((value) => place(value) >= 0);
  return [...fits.filter((value) => place(value) === 0), ...fits.filter((value) => place(value) > 0)];
}
