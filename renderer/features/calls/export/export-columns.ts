/** The columns of an exported list: how they are called, and which ones the columns of the screen stand for. */
import type { CallColumn } from '../../../../shared/contract/calls.ts';

export const exportColumnNames: Record<CallColumn, string> = {
  endedAt: 'Ended',
  customerNumber: 'Customer’s number',
  customerName: 'Customer’s name',
  agentName: 'Agent',
  agentId: 'Agent’s id',
  direction: 'Direction',
  campaign: 'Campaign',
  durationMs: 'Length',
  reason: 'Reason',
  endedBy: 'Hung up by',
  status: 'Status',
  success: 'Goal reached',
  sentiment: 'Sentiment',
  disposition: 'Outcome',
  tags: 'Tags',
  summary: 'Summary',
  webhooks: 'Webhooks',
  chains: 'Chain',
  review: 'Review',
  score: 'Score',
  callId: 'Call id',
  connection: 'Connection',
  from: 'From',
  to: 'To',
  startedAt: 'Started',
  answeredBy: 'Answered by',
  followUp: 'Follow-up',
  cost: 'Cost',
  link: 'Link',
  recordingUrl: 'Recording',
  extracted: 'Extracted data',
  metadata: 'Metadata',
  transcript: 'Transcript',
};

const ofScreen: Record<string, readonly CallColumn[]> = {
  ended: ['endedAt'],
  customer: ['customerNumber', 'customerName'],
  number: ['customerNumber'],
  name: ['customerName'],
  agent: ['agentName', 'agentId'],
  length: ['durationMs'],
  reason: ['reason'],
  endedBy: ['endedBy'],
  outcome: ['disposition', 'success', 'sentiment'],
  success: ['success'],
  sentiment: ['sentiment'],
  direction: ['direction'],
  campaign: ['campaign'],
  summary: ['summary'],
  webhooks: ['webhooks'],
  chains: ['chains'],
  review: ['review'],
  score: ['score'],
  callId: ['callId'],
  connection: ['connection'],
};

/** What is on the screen, in its order, and the id by which a call is found again. */
export function exportColumnsOf(shown: readonly string[]): CallColumn[] {
  return [...new Set([...shown.flatMap((id) => ofScreen[id] ?? []), 'callId' as const])];
}
