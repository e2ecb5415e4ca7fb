/** What is known of a call's people, from what its vendor said of them. */
import type { Extracted, Turn } from '../../../shared/domain/call.ts';
import { digitsOf, type Known } from './personal.ts';

/** Of a call; what is not at hand may be left out. */
export interface Told {
  customerNumber?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  customerName?: string | null | undefined;
  recordingUrl?: string | null | undefined;
  link?: string | null | undefined;
  extracted?: readonly Extracted[] | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  transcript?: readonly Turn[] | undefined;
}

export function knownOf(told: Told): Known {
  const extracted = Object.fromEntries((told.extracted ?? []).map(({ key, value }) => [key, value]));
  const speakers = (told.transcript ?? []).filter(({ role }) => role === 'customer').map(({ name }) => name);
  const names = [told.customerName, ...speakers, ...namesIn(extracted), ...namesIn(told.metadata ?? {})];
  return {
    numbers: distinct([told.customerNumber, told.from, told.to].map((number) => digitsOf(number ?? ''))).filter(
      (digits) => digits.length >= 7,
    ),
    names: distinct(names).filter((name) => isName(name)),
    links: distinct([told.recordingUrl, told.link]).filter((link) => link.length >= 8),
  };
}

export function joined(all: readonly Known[]): Known {
  return {
    numbers: distinct(all.flatMap(({ numbers }) => numbers)),
    names: distinct(all.flatMap(({ names }) => names)),
    links: distinct(all.flatMap(({ links }) => links)),
  };
}

/** Values whose key says that they name a person: `name`, `customerName`, `first_name`. */
function namesIn(values: Record<string, unknown>): string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    typeof value === 'string' && personsKey.test(key) ? [value] : [],
  );
}
const personsKey =
  /^(?:(?:full|first|last|given|family|middle|sur|customer|client|contact|caller|lead|user|patient|guest|person)[\s_-]?)?name$/i;

/** What vendors write where they know no name; to take these words for a person's would leave no text readable. */
const nobody = new Set([
  'user',
  'customer',
  'caller',
  'client',
  'human',
  'lead',
  'guest',
  'contact',
  'person',
  'unknown',
  'anonymous',
  'none',
  'null',
  'test',
]);

const isName = (name: string): boolean =>
  [...name].length >= 2 && name.length <= 200 && /\p{L}/u.test(name) && !nobody.has(name.toLowerCase());

const distinct = (values: readonly (string | null | undefined)[]): string[] => [
  ...new Set(values.flatMap((value) => (value?.trim() ? [value.trim()] : []))),
];
