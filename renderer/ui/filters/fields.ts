/** What a list can be narrowed by, field by field: how it is called, asked for and said in a chip. */
import type { Choice } from '../../../shared/domain/view.ts';
import { callLength, hourTime, type Zone } from '../format.ts';
import { type Range, rangeWords } from './address.ts';

export type FilterValue = string | number | boolean;
/** By field; absent where it does not narrow. */
export type FilterValues = Record<string, FilterValue | undefined>;

/** `chip` is the whole chip. */
export interface FilterOption {
  value: FilterValue;
  label: string;
  chip: string;
}

/**
 * `choice`: one of the values that occur, or another; `one of`: of `options` and no other; `words`: typed; `number`: at least so many;
 * `length`: seconds, typed as 2m or 90.
 */
export interface FilterField {
  key: string;
  label: string;
  kind: 'choice' | 'one of' | 'words' | 'number' | 'length';
  options?: readonly FilterOption[];
  /** Said before the value in a chip, where it is not `label: `. */
  before?: string;
  hint?: string;
  /** Only from elsewhere, e.g. from an incident; it can be taken away, not added. */
  onlyShown?: true;
  /** Begins with these before any is known, and beside those that are. */
  usual?: readonly string[];
}

/** `undefined` while they are being read. */
export type ChoicesOf = (key: string) => readonly Choice[] | undefined;

/** The chip of one field: `Endpoint: CRM`. */
export function chipWords(field: FilterField, value: FilterValue, choices: ChoicesOf): string {
  const option = field.options?.find((each) => each.value === value);
  if (option) return option.chip;
  if (field.kind === 'length') return `${field.before ?? ''}${callLength(Number(value) * 1000)}`;
  const known = choices(field.key)?.find((each) => each.value === String(value));
  return `${field.before ?? `${field.label}: `}${known?.label ?? value}`;
}

/** The chip of the time: `Last 24 hours`, `since …`, `until …`, `… to …`. */
export function timeWords(
  { range, from, to }: { range?: Range | undefined; from?: number | undefined; to?: number | undefined },
  zone: Zone,
): string | null {
  if (range) return `Time: ${rangeWords[range]}`;
  const at = (time: number) => hourTime(time, zone);
  if (from !== undefined && to !== undefined) return `Time: ${at(from)} to ${at(to)}`;
  if (from !== undefined) return `Time: since ${at(from)}`;
  return to === undefined ? null : `Time: before ${at(to)}`;
}

/** The choices that go with what is typed: by label or value, then those that are usual, then the text itself. */
export function matching(field: FilterField, choices: readonly Choice[], typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  if (field.options) {
    return field.options
      .filter(({ label }) => label.toLowerCase().includes(wanted))
      .map(({ value, label }) => ({ value: String(value), label, count: null }));
  }
  const known = new Set(choices.map(({ value }) => value));
  const usual = (field.usual ?? [])
    .filter((value) => !known.has(value))
    .map((value) => ({ value, label: value, count: null }));
  const fits = [...choices, ...usual].filter(
    ({ value, label }) => label.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted),
  );
  const exact = fits.some(({ value, label }) => value.toLowerCase() === wanted || label.toLowerCase() === wanted);
  return wanted === '' || exact ? fits : [...fits, { value: typed.trim(), label: typed.trim(), count: null }];
}
