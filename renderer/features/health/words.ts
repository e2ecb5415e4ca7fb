/** Upkeep in words. */
import type { StoredKind, UpkeepDone } from '../../../shared/domain/upkeep.ts';

export const kindWords: Record<StoredKind, string> = {
  events: 'Events as received',
  calls: 'Calls',
  transcripts: 'Transcripts',
  webhooks: 'Webhooks and endpoints',
  chains: 'Chains and incidents',
  figures: 'Chart figures',
  operations: 'Operations and audit',
  reviews: 'Reviews and notes',
  other: 'Everything else',
  free: 'Free inside the file, used first',
};

export const doneWords: Record<UpkeepDone['what'], string> = {
  check: 'Check',
  backup: 'Backup',
  restore: 'Restore',
  retention: 'Retention',
  room: 'Space returned to the disk',
};

/** Queries go by their names in core: `messagesPage` → "messages page". */
export function queryWords(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, (_, end: string, next: string) => `${end} ${next.toLowerCase()}`);
}
