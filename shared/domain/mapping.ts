/** A mapping: how payloads of a connection without a built-in dialect are read, one JSONata expression for each field of a call. */

/** What an expression can be given for, with what it should answer. The names are those of `NormalisedCall` where they mean the same. */
export const mappedFields = {
  callId: 'text or number; the call’s id, without which there is no call',
  direction: '“inbound” or “outbound”',
  from: 'number dialled from',
  to: 'number dialled to',
  customerNumber: 'the customer’s number; told from the direction where left out',
  customerName: 'text',
  agentId: 'text',
  agentName: 'text',
  campaign: 'text',
  startedAt: 'ISO 8601 text, or epoch seconds or milliseconds',
  endedAt: 'ISO 8601 text, or epoch seconds or milliseconds',
  durationS: 'seconds, or text such as 02:41',
  status: 'text',
  reason: 'the vendor’s word for why it ended',
  answeredBy: 'text',
  success: 'true or false',
  sentiment: '“positive”, “neutral” or “negative”',
  disposition: 'text',
  summary: 'text',
  tags: 'list of texts',
  extracted: 'object: a value for each name',
  transcript: 'text, or a list of turns',
  recordingUrl: 'web address',
  link: 'web address',
  followUp: 'true or false',
  cost: 'number',
  metadata: 'object',
} as const satisfies Record<string, string>;

export type MappedField = keyof typeof mappedFields;
export const mappedFieldNames = Object.keys(mappedFields).filter((name): name is MappedField => name in mappedFields);

export interface MappingRules {
  /** An expression that is true of the payloads that are calls; empty: all are. */
  when: string;
  fields: Partial<Record<MappedField, string>>;
}

export interface Mapping extends MappingRules {
  connectionId: string;
  /** 1 for the first; every change makes the next. */
  version: number;
  /** Epoch milliseconds UTC. */
  at: number;
  actor: string;
}

/** A guess at one field. `confidence` is 0–1. */
export interface MappingGuess {
  field: MappedField;
  expression: string;
  confidence: number;
  /** Why, in a few words, e.g. “the name says so; looks like a number”. */
  why: string;
  /** What it gives of the sample, shortened. */
  example: string;
}

export interface MappingProposal {
  /** Whether it looks like a call at all, 0–1. */
  likeness: number;
  guesses: MappingGuess[];
}

/** A payload to try a mapping on: a dead letter or an event that was mapped before. */
export interface MappingSample {
  /** The ledger's key of its event. */
  seq: number;
  receivedAt: number;
  bytes: number;
  state: 'unread' | 'mapped';
  /** The payload as JSON; cut after 64 KiB for looking at, whole for evaluating. */
  text: string;
  truncated: boolean;
}

/** How one expression fared on one payload. */
export type FieldResult = { ok: true; value: unknown } | { ok: false; problem: string };

export interface MappingPreview {
  /** Whether `when` takes the payload; a problem when it cannot be told. */
  taken: boolean;
  problem: string | null;
  fields: Partial<Record<MappedField, FieldResult>>;
  /** The call as it would be kept, `null` where there would be none. */
  call: Record<string, unknown> | null;
  remarks: string[];
}

/** Applying a mapping to what was received before. */
export interface MappingRun {
  connectionId: string;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  version: number;
  startedAt: number;
  endedAt: number | null;
  total: number;
  looked: number;
  mapped: number;
  /** Those the condition leaves out, and those it fails on. */
  left: number;
  failed: number;
  why: string | null;
}
