/** A call of a flow platform, told by the run of its `onCallEnd` chain (seed 000). */
import { runReader } from './run.ts';

export const flow = runReader('flow', 'onCallEnd', {
  event: {
    from: ['from'],
    to: ['to'],
    startedAt: ['startedAt'],
    endedAt: ['endedAt', 'time', 'timestamp'],
    durationS: ['durationSeconds', 'duration'],
    durationMs: ['durationMs'],
    reason: ['reason', 'hangupReason'],
    endedBy: ['endedBy'],
  },
  vars: {
    transcript: ['transcript'],
    summary: ['summary'],
    recordingUrl: ['lastRecordingUrl'],
    campaign: ['campaign'],
    agentId: ['agentId', 'agent'],
    agentName: ['agentName'],
    customerName: ['customerName'],
    disposition: ['disposition'],
  },
});
