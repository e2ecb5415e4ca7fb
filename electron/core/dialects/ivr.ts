/**
 * A call of an IVR platform, told by the run of the Hang-up node linked to its Start (seed 001). The document names no field; the names
 * below are the flow platform's and those common among IVRs.
 */
import { runReader } from './run.ts';

export const ivr = runReader('ivr', 'hangup', {
  event: {
    from: ['from', 'caller', 'ani'],
    to: ['to', 'called', 'dnis'],
    startedAt: ['startedAt', 'startTime'],
    endedAt: ['endedAt', 'endTime', 'time', 'timestamp'],
    durationS: ['durationSeconds', 'duration'],
    durationMs: ['durationMs'],
    reason: ['reason', 'hangupReason', 'hangupCause'],
    endedBy: ['endedBy', 'terminatedBy'],
  },
  vars: {
    transcript: ['transcript'],
    summary: ['summary'],
    recordingUrl: ['lastRecordingUrl', 'recordingUrl'],
    campaign: ['campaign'],
    agentId: ['agentId', 'agent'],
    agentName: ['agentName'],
    customerName: ['customerName'],
    disposition: ['disposition'],
  },
});
