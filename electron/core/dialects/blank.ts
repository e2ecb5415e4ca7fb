/** What every reader starts from: a call of which nothing is known but its id, and the words all vendors share. */
import type { NormalisedCall, Sentiment } from '../../../shared/domain/call.ts';

export const sentiments: readonly Sentiment[] = ['positive', 'neutral', 'negative'];

export const blankCall = (callId: string, remarks: string[]): NormalisedCall => ({
  callId,
  direction: null,
  from: null,
  to: null,
  customerNumber: null,
  customerName: null,
  agentId: null,
  agentName: null,
  campaign: null,
  startedAt: null,
  endedAt: null,
  durationMs: null,
  status: null,
  reason: null,
  endedBy: null,
  answeredBy: null,
  success: null,
  sentiment: null,
  disposition: null,
  summary: null,
  tags: null,
  extracted: null,
  transcript: null,
  recordingUrl: null,
  link: null,
  followUp: null,
  cost: null,
  metadata: null,
  remarks,
});
