/** The last chip as the text it came from, so that it can be changed where it was typed. */
import { writeSearch } from '../../../../shared/domain/call-search.ts';
import type { CallSearch } from '../../../../shared/domain/call-search-keys.ts';
import type { Clock } from '../../../../shared/domain/search-time.ts';
import { callFields } from '../filters.ts';

const timeOf = ({ range, from, to }: CallSearch): CallSearch => ({ range, from, to });

/** `drop` are the fields of the filter it sets; `null` where there is no chip. */
export function lastChip(search: CallSearch, clock: Clock): { text: string; drop: string[] } | null {
  const set = Object.entries(search).filter(([, value]) => value !== undefined);
  const field = callFields.findLast(({ key }) => set.some(([name]) => name === key));
  const only: CallSearch = field ? Object.fromEntries(set.filter(([name]) => name === field.key)) : timeOf(search);
  const text = writeSearch(only, clock);
  if (text === '') return null;
  return { text, drop: field ? [field.key] : ['range', 'from', 'to'] };
}
