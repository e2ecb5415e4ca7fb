/** Whether an item is still as it was planned when it is its turn. */
import type { Drafted } from './drafter.ts';
import { changesBetween } from './drafts.ts';

/** What is different now from when it was planned, `planned` being its facts as JSON; such an item is not sent. */
export function objection({ draft }: Drafted, planned: string): string | null {
  const { item } = draft;
  if (JSON.stringify(item.facts) !== planned) {
    const changes = changesBetween([JSON.parse(planned)], [item.facts]);
    if (changes.length > 0) return `Changed since it was planned: ${changes.join('; ')}.`;
  }
  if (item.ineligible) return item.ineligible.message;
  if (draft.executor === 'platform' && !draft.platform.available)
    return draft.platform.why ?? 'The platform cannot do this.';
  return null;
}
