/** The `call.ended` payload of the solar company's and the hotels' vendor (seed 003): a delivery id, the transcript as `Name: …` lines. */
import type { Call } from '../call.ts';
import type { Payload } from '../payload.ts';

const letters = '0123456789abcdefghijklmnopqrstuvwxyz';

const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const reasons = { customer: 'user_hangup', agent: 'agent_hangup', system: 'dial_no_answer' } as const;

export function replicerPayload(call: Call): Payload {
  const { random } = call;
  const talked = call.outcome !== null;
  const known = call.direction === 'outbound' || random.chance(0.7);
  const callId = `clx-call-${random.text(letters, 16)}`;
  const body = JSON.stringify({
    id: `evt-${random.uuid()}`,
    event: 'call.ended',
    timestamp: iso(Math.floor((call.endedAt + random.between(300, 2_400)) / 1000) * 1000),
    data: {
      callId,
      organizationId: `clx-org-${call.company.id}`,
      agentId: call.agent.id,
      agentName: call.agent.name,
      customerName: known ? call.customer.name : null,
      customerPhone: call.customer.number,
      fromNumber: call.line,
      direction: call.direction.toUpperCase(),
      status: talked ? 'completed' : call.answeredBy === 'machine' ? 'voicemail' : 'no_answer',
      duration: call.durationS,
      disconnectionReason: talked
        ? reasons[call.endedBy]
        : call.answeredBy === 'machine'
          ? 'voicemail_reached'
          : 'dial_no_answer',
      sentiment: call.outcome,
      summary: call.summary,
      transcript: talked
        ? call.utterances
            .map((u) => `${u.agent ? call.agent.name : known ? call.customer.first : 'Customer'}: ${u.text}`)
            .join('\n')
        : null,
      callSuccessful: talked ? call.outcome === 'positive' : null,
      tokenCost: Math.round((call.durationS / 20 + random.next()) * 100) / 100,
      startedAt: iso(call.startedAt),
      endedAt: iso(call.endedAt),
      metadata: random.chance(0.85)
        ? { campaign_id: call.campaign, ...(call.slots.ref === undefined ? {} : { reference: call.slots.ref }) }
        : null,
    },
  });
  return { callId, body };
}
