/**
 * What a vendor's word for the end of a call says: who ended it, and whether there was a call at all. No seed lists its words, so they are
 * read by their parts. Words in LiveKit's manner (`CLIENT_INITIATED`, `USER_UNAVAILABLE`) mean what its `DisconnectReason` documents.
 */
import type { EndedBy } from '../../../shared/domain/call.ts';

const livekit: Record<string, EndedBy> = {
  client_initiated: 'customer',
  participant_removed: 'agent',
  room_deleted: 'agent',
  room_closed: 'system',
  server_shutdown: 'system',
  state_mismatch: 'system',
  migration: 'system',
  signal_close: 'system',
  duplicate_identity: 'system',
};

const faults = new Set([
  'error',
  'failure',
  'failed',
  'timeout',
  'timed',
  'inactivity',
  'silence',
  'limit',
  'max',
  'shutdown',
  'system',
  'server',
  'network',
  'carrier',
]);
const customers = new Set(['customer', 'client', 'caller', 'callee', 'user', 'lead', 'contact', 'remote']);
const agents = new Set(['agent', 'assistant', 'bot', 'ai', 'operator', 'local']);

const unconnected = [
  'user_unavailable',
  'user_rejected',
  'user_busy',
  'sip_trunk_failure',
  'trunk_failure',
  'join_failure',
  'no_answer',
  'not_answered',
  'unanswered',
  'busy',
  'rejected',
  'declined',
  'unreachable',
  'dial_failed',
  'invalid_number',
  'invalid_destination',
  'number_not_in_service',
  'originator_cancel',
  'canceled',
  'cancelled',
];

/** As vendors write them: by themselves, of the call, or of dialling. */
const never = new Set(unconnected.flatMap((word) => [word, `dial_${word}`, `call_${word}`]));

const longestRead = 200;

/** `agentHangup`, `agent-hangup` and `AGENT HANGUP` all become `agent_hangup`. */
const normal = (reason: string): string =>
  reason
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');

export interface ReasonRead {
  endedBy: EndedBy | null;
  /** False when the word says that nobody was ever connected; `null` when it does not say. */
  tookPlace: false | null;
}

/** A vendor has few words, each of them often. */
const known = new Map<string, ReasonRead>();
const mostKnown = 1000;

export function readReason(reason: string | null): Readonly<ReasonRead> {
  if (reason === null) return { endedBy: null, tookPlace: null };
  const word = reason.slice(0, longestRead);
  const before = known.get(word);
  if (before) return before;
  const read = readWord(normal(word));
  if (known.size >= mostKnown) known.clear();
  known.set(word, read);
  return read;
}

function readWord(word: string): ReasonRead {
  if (never.has(word)) return { endedBy: null, tookPlace: false };
  return { endedBy: Object.hasOwn(livekit, word) ? (livekit[word] ?? null) : whoEnded(word), tookPlace: null };
}

function whoEnded(word: string): EndedBy | null {
  const parts = word.split('_');
  if (parts.some((part) => faults.has(part))) return 'system';
  if (parts.some((part) => customers.has(part))) return 'customer';
  return parts.some((part) => agents.has(part)) ? 'agent' : null;
}
