/**
 * A call that has ended, as every dialect is normalised to it. Times are epoch milliseconds UTC, durations milliseconds;
 * `null` means "the vendor did not say", never zero or an empty string.
 */

/** The five built-in payload dialects, one per vendor document (`docs/dialects.md`). */
export const dialects = ['flow', 'ivr', 'callkaro', 'replicer', 'altur'] as const;
export type BuiltInDialect = (typeof dialects)[number];
/** `custom`: read by a mapping that the operator made. */
export type Dialect = BuiltInDialect | 'custom';

export type Direction = 'inbound' | 'outbound';

/** Who ended the call, read from the vendor's own word for it. */
export type EndedBy = 'customer' | 'agent' | 'system';

export type Sentiment = 'positive' | 'neutral' | 'negative';

/** One thing said. `atMs` is the offset from the start of the call, `null` where the vendor sends plain text. */
export interface Turn {
  role: 'agent' | 'customer' | 'system' | 'unknown';
  name: string | null;
  text: string;
  atMs: number | null;
}

/** One value a vendor's model drew out of the conversation. `value` is any JSON value, as received. */
export interface Extracted {
  key: string;
  value: unknown;
  comment: string | null;
}

/** What one event says of one call. A second event for the same call merges field by field. */
export interface NormalisedCall {
  /** The vendor's id of the call; unique within a connection. */
  callId: string;
  direction: Direction | null;
  from: string | null;
  to: string | null;
  customerNumber: string | null;
  customerName: string | null;
  agentId: string | null;
  agentName: string | null;
  campaign: string | null;
  startedAt: number | null;
  endedAt: number | null;
  durationMs: number | null;
  /** The vendor's final status word, as received. */
  status: string | null;
  /** The vendor's word for why it ended, as received. */
  reason: string | null;
  endedBy: EndedBy | null;
  answeredBy: string | null;
  /** Whether the call reached its goal. */
  success: boolean | null;
  sentiment: Sentiment | null;
  disposition: string | null;
  summary: string | null;
  tags: string[] | null;
  extracted: Extracted[] | null;
  transcript: Turn[] | null;
  recordingUrl: string | null;
  /** The call's page at the vendor. */
  link: string | null;
  followUp: boolean | null;
  /** In the vendor's credits. */
  cost: number | null;
  /** Custom data given when the call was placed, as received. */
  metadata: Record<string, unknown> | null;
  /** What a reader must know about how a field was understood, e.g. that a time had no zone. */
  remarks: string[];
}

export type CallField = Exclude<keyof NormalisedCall, 'callId' | 'remarks'>;

/** How a call's webhooks or chains stand, the worst first. `none`: there are none. */
export type DeliveryState = 'failed' | 'pending' | 'recovered' | 'succeeded' | 'none';

/** A row of the calls list. `id` is the mirror's key, stable until the mirror is rebuilt from another ledger. */
export interface CallRow {
  id: number;
  connectionId: string;
  callId: string;
  dialect: Dialect;
  direction: Direction | null;
  customerNumber: string | null;
  customerName: string | null;
  agentName: string | null;
  /** All that some vendors tell of the agent. */
  agentId: string | null;
  campaign: string | null;
  endedAt: number;
  /** True when the vendor gave no usable end time and the time of receipt stands in for it. */
  endedAtAssumed: boolean;
  durationMs: number | null;
  reason: string | null;
  endedBy: EndedBy | null;
  success: boolean | null;
  sentiment: Sentiment | null;
  disposition: string | null;
  summary: string | null;
  webhooks: DeliveryState;
  chains: DeliveryState;
  review: ReviewMark;
  /** Why it was found, of a search by words. */
  match?: CallMatch;
}

/** Of whoever reviews calls. `score` is 1–5. */
export interface ReviewMark {
  reviewed: boolean;
  flagged: boolean;
  score: number | null;
}

/** The best place where words were found. `pieces` are in the order of the text, those that matched are marked. */
export interface CallMatch {
  in: 'transcript' | 'summary' | 'data';
  role: Turn['role'] | null;
  /** The turn of the transcript, from 0. */
  turn: number | null;
  pieces: { text: string; hit: boolean }[];
  /** How many more places of this call match. */
  more: number;
}

/** Values of one field among calls that were found. `exact` is false where only so many calls were looked at. */
export interface CallFacet {
  field: CallFacetField;
  values: { value: string; label: string; count: number }[];
  exact: boolean;
}
export const callFacetFields = [
  'agent',
  'campaign',
  'reason',
  'disposition',
  'sentiment',
  'success',
  'direction',
  'endedBy',
  'tag',
  'webhooks',
  'chains',
  'review',
  'dialect',
  'connection',
] as const;
export type CallFacetField = (typeof callFacetFields)[number];

/** What a filter of the calls list can be set to: values that occur, most frequent first, at most 200 each. */
export type CallChoices = Record<
  'agents' | 'campaigns' | 'reasons' | 'dispositions' | 'tags' | 'connections',
  { value: string; label: string; count: number | null }[]
>;

export interface Note {
  id: number;
  callId: number;
  at: number;
  editedAt: number | null;
  actor: string;
  text: string;
}

/** A piece of an export; the last one is `done`. `total` is a lower bound where `exact` is false. */
export interface CallExport {
  text: string;
  calls: number;
  total: { count: number; exact: boolean };
  done: boolean;
}

/** An event of the ledger, without its bytes. `seq` is the ledger's key. */
export interface EventRef {
  seq: number;
  eventId: string;
  type: string;
  receivedAt: number;
  bytes: number;
}

/** Everything one page says about a call. */
export interface CallDetail extends CallRow {
  from: string | null;
  to: string | null;
  startedAt: number | null;
  status: string | null;
  answeredBy: string | null;
  tags: string[];
  extracted: Extracted[];
  transcript: Turn[];
  recordingUrl: string | null;
  link: string | null;
  followUp: boolean | null;
  cost: number | null;
  metadata: Record<string, unknown> | null;
  remarks: string[];
  /** Whether anything here is masked; `reveal` shows it. */
  masked: boolean;
  revealed: boolean;
  /** When retention dropped what was said from an event of this call; `null`: it did not. */
  wordsDroppedAt: number | null;
  /** Which event gave each field. */
  provenance: Partial<Record<CallField, number>>;
  events: EventRef[];
}
