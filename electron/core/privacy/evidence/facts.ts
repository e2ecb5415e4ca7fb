/** What an evidence pack is made of: everything the mirror holds of one call. */
import type { CallDetail, EventRef, Note } from '../../../../shared/domain/call.ts';
import type { RunDetail } from '../../../../shared/domain/chain.ts';
import type { CallReview } from '../../../../shared/domain/review.ts';
import type { MessageDetail } from '../../../../shared/domain/webhook.ts';

export interface EvidenceFacts {
  call: CallDetail;
  messages: MessageDetail[];
  runs: RunDetail[];
  notes: Note[];
  review: CallReview | null;
  audit: AuditExcerpt;
}

export interface AuditExcerpt {
  /** Oldest first. */
  lines: ExcerptLine[];
  /** False where there were more than are shown: the newest are. */
  whole: boolean;
}

/** A line of the audit as it is stored. `before` is the hash of the line before it in the audit, empty for the first of all. */
export interface ExcerptLine {
  id: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  /** JSON, character by character what the hash covers. */
  detail: string;
  before: string;
  hash: string;
}

/** An event as received; `null` where its bytes are no longer kept, or are more than one pack carries. */
export interface EvidenceEvent extends EventRef {
  content: Uint8Array | null;
}

/** What is asked for with a pack, and what it says of where it comes from. */
export interface EvidenceAsked {
  redacted: boolean;
  /** Epoch milliseconds UTC: the only thing that makes two packs of the same call differ. */
  madeAt: number;
  actor: string;
  /** The name of the call's connection. */
  connection: string;
  version: string;
}
