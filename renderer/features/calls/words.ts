/** How vendors' words are shown: spaced out, never re-worded. */
import type { EndedBy } from '../../../shared/domain/call.ts';

/** `customer-ended-call`, `MAX_DURATION_REACHED` → words with spaces, and not shouted. */
export function spaced(word: string): string {
  const words = word.replaceAll(/[-_]+/g, ' ').trim();
  return words === words.toUpperCase() ? words.toLowerCase() : words;
}

export const endedByWords: Record<EndedBy, string> = {
  customer: 'customer hung up',
  agent: 'agent hung up',
  system: 'ended by the system',
};
