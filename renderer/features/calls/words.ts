/** How vendors' words are shown: spaced out, never re-worded. */
import type { EndedBy } from '../../../shared/domain/call.ts';

/** `customer-ended-call`, `max_duration_reached` → words with spaces. */
export function spaced(word: string): string {
  return word.replaceAll(/[-_]+/g, ' ').trim();
}

export const endedByWords: Record<EndedBy, string> = {
  customer: 'customer hung up',
  agent: 'agent hung up',
  system: 'ended by the system',
};
