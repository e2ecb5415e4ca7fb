/** How vendors' words are shown: spaced out, never re-worded. */
import type { EndedBy } from '../../../shared/domain/call.ts';

/** `customer-ended-call`, `MAX_DURATION_REACHED` → words with spaces, and not shouted. */
export function spaced(word: string): string {
  const words = word.replaceAll(/[-_]+/g, ' ').trim();
  return words === words.toUpperCase() ? words.toLowerCase() : words;
}

/** Words that stand for one value alone: where two vendors spell the same words in their own ways, each is shown as it is spelled. */
export function distinctWords(values: readonly string[], words: (value: string) => string): (value: string) => string {
  const uses = new Map<string, number>();
  for (const value of values) uses.set(words(value), (uses.get(words(value)) ?? 0) + 1);
  return (value) => ((uses.get(words(value)) ?? 0) > 1 ? value : words(value));
}

/** A disposition that is a sentence stays as it is; one that is a code is spaced. */
export function dispositionWords(disposition: string): string {
  return /^[\w-]+$/.test(disposition) ? spaced(disposition) : disposition;
}

/** How a call ended, beside the time it did; empty for a vendor's word that says no more than that. */
export function endingWords({ endedBy, reason }: { endedBy: EndedBy | null; reason: string | null }): string {
  if (endedBy) return endedByWords[endedBy];
  const words = reason ? spaced(reason) : '';
  return words.toLowerCase() === 'ended' ? '' : words;
}

export const endedByWords: Record<EndedBy, string> = {
  customer: 'customer hung up',
  agent: 'agent hung up',
  system: 'ended by the system',
};
