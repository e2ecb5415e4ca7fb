/** The `call_ended` payload of the debt collector's vendor (seed 002). Numbers come without `+`, the time without a zone. */
import { recordingAddress } from '../../recordings/address.ts';
import type { Call } from '../call.ts';
import type { Payload } from '../payload.ts';
import { randomFor } from '../random.ts';

const hex = '0123456789abcdef';
/** +05:30, the vendor's own clock. */
const zoneMs = 19_800_000;

const reasons = {
  customer: ['CLIENT_INITIATED'],
  agent: ['AGENT_INITIATED', 'END_CALL_TOOL'],
  system: ['NO_ANSWER', 'BUSY', 'VOICEMAIL_DETECTED'],
} as const;

/** Calls of one campaign belong to one batch. */
function batchOf({ company, campaign }: Call): string {
  return `03${randomFor(company.campaigns.indexOf(campaign), 0, batches).text(hex, 23)}`;
}
const batches = 0x62617463;

export function callkaroPayload(call: Call, origin: string): Payload {
  const { random } = call;
  const talked = call.outcome !== null;
  const inbound = call.direction === 'inbound';
  const customer = call.customer.number.slice(1);
  const line = call.line.slice(1);
  const callSid = random.text(hex, 25);
  const status =
    call.outcome === 'positive'
      ? 'promise_to_pay'
      : call.outcome === 'neutral'
        ? 'callback'
        : talked
          ? 'refused'
          : 'not_reached';
  const comment = call.summary ?? 'No conversation took place';
  const body = JSON.stringify({
    event: 'call_ended',
    data: {
      callSid,
      name: call.direction,
      agent: call.agent.id,
      versionId: `12${call.agent.id.slice(2)}`,
      from: inbound ? customer : line,
      to: inbound ? line : customer,
      recordingUrl: talked ? recordingAddress(call, origin, `https://recordings.callkaro.example/${callSid}.mp3`) : '',
      call_duration: call.durationS,
      time: new Date(call.startedAt + zoneMs).toISOString().slice(0, 19).replace('T', ' '),
      transcription: call.utterances.map((u) => `${u.agent ? 'Agent' : 'User'}: ${u.text}`).join('\n'),
      batchId: inbound ? null : batchOf(call),
      hangup_reason:
        call.answeredBy === 'machine' ? 'VOICEMAIL_DETECTED' : random.pick(reasons[talked ? call.endedBy : 'system']),
      call_metadata: {
        name: call.customer.name,
        age: call.customer.age,
        loan_account: call.slots.ref ?? `RF-${random.between(100_000, 999_999)}`,
        campaign: call.campaign,
      },
      try_count: inbound ? -1 : call.tries,
      post_call: talked
        ? { lead_status: status, promised_amount: call.outcome === 'positive' ? (call.slots.amount ?? null) : null }
        : {},
      post_call_detail: talked
        ? {
            lead_status: { value: status, comment },
            ...(call.outcome === 'positive'
              ? {
                  promised_amount: {
                    value: call.slots.amount ?? null,
                    comment: `To be paid by ${call.slots.promise ?? 'the due date'}`,
                  },
                }
              : {}),
          }
        : {},
      functions_called: talked
        ? [
            {
              name: 'update_crm',
              success: random.chance(0.94),
              timestamp: new Date(call.endedAt - 2_000).toISOString(),
            },
          ]
        : [],
      disposition_reason: talked ? comment : call.answeredBy === 'machine' ? 'Voicemail' : 'Not reachable',
      conversion_status: call.outcome === 'positive',
      next_call_scheduled: call.outcome !== 'positive' && call.outcome !== 'negative',
      call_link: `https://callkaro.example/dashboard/call-history?call_id=${callSid}`,
    },
  });
  return { callId: callSid, body };
}
