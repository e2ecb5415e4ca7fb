/** What a call's after-call chain is given: the event that ended the call, and the vars that the main flow gathered. */
import type { JsonObject, Trigger } from '../../../shared/domain/chain.ts';
import type { Call } from '../generator/call.ts';

export interface ChainStart {
  trigger: Trigger;
  event: JsonObject;
  vars: JsonObject;
}

/** `complete: false` leaves out the one var that the flow cannot do without. */
export function chainStart(call: Call, callId: string, complete: boolean): ChainStart {
  const vars: JsonObject = { ...common(call), ...particular(call) };
  if (!complete) delete vars[needed[call.company.business]];
  return { trigger: call.company.dialect === 'ivr' ? 'hangup' : 'onCallEnd', event: eventOf(call, callId), vars };
}

/** What a flow platform says of a call beside its chain: the same event, and of the vars what it knows of every call. */
export function flowReport(call: Call, callId: string): JsonObject {
  const { agent } = call;
  return {
    callId,
    flowId: call.company.flowId,
    event: eventOf(call, callId),
    vars: { ...common(call), agentId: agent.id, agentName: agent.name, transcript: transcriptOf(call) },
  };
}

function eventOf(call: Call, callId: string): JsonObject {
  const inbound = call.direction === 'inbound';
  return {
    callId,
    from: inbound ? call.customer.number : call.line,
    to: inbound ? call.line : call.customer.number,
    direction: call.direction,
    startedAt: new Date(call.startedAt).toISOString(),
    endedAt: new Date(call.endedAt).toISOString(),
    durationSeconds: call.durationS,
    reason: reasons[call.answeredBy === 'human' ? call.endedBy : 'system'],
  };
}

const transcriptOf = (call: Call): string =>
  call.utterances.map((u) => `${u.agent ? call.agent.name : call.customer.first}: ${u.text}`).join('\n');

const reasons = { customer: 'caller-hangup', agent: 'agent-hangup', system: 'no-answer' } as const;

/** Per business, the var without which its flow fails. */
const needed = {
  debt: 'customerName',
  clinic: 'appointment',
  solar: 'customerName',
  hotel: 'customerName',
  delivery: 'trackingNumber',
  utility: 'menuPath',
} as const;

const dispositions = { positive: 'resolved', neutral: 'callback', negative: 'complaint' } as const;

function common(call: Call): JsonObject {
  return {
    language: call.language,
    campaign: call.campaign,
    phone: call.customer.number,
    ...(call.company.business === 'utility' ? {} : { customerName: call.customer.name }),
    disposition: call.outcome === null ? 'not reached' : dispositions[call.outcome],
    success: call.outcome === 'positive',
    followUp: call.outcome === 'neutral',
    summary: call.summary,
  };
}

function particular(call: Call): JsonObject {
  const { random, slots } = call;
  switch (call.company.business) {
    case 'debt':
      return { account: slots.ref ?? null };
    case 'clinic':
      return { appointment: { date: slots.date ?? 'open', doctor: slots.doctor ?? null } };
    case 'solar':
      return { roofArea: random.between(28, 140) };
    case 'hotel':
      return { reference: slots.ref ?? null };
    case 'delivery':
      return {
        agentId: call.agent.id,
        agentName: call.agent.name,
        trackingNumber: slots.ref ?? `HB${random.between(10_000_000, 99_999_999)}`,
        lastRecordingUrl: `https://recordings.hayabusa.example/${call.index.toString(36)}.mp3`,
        sentiment: call.outcome,
        transcript: transcriptOf(call),
      };
    case 'utility':
      return ivrVars(call);
  }
}

const menus = [
  { path: 'welcome > menu > billing > balance', disposition: 'balance sent', digits: 8, recording: false },
  { path: 'welcome > menu > outage', disposition: 'outage reported', digits: 1, recording: true },
  { path: 'welcome > menu > agent', disposition: 'transferred', digits: 1, recording: false },
  { path: 'welcome > menu', disposition: 'left in the menu', digits: 0, recording: false },
] as const;

/** A menu hears digits, not words. */
function ivrVars({ random, index }: Call): JsonObject {
  const menu = random.pick(menus);
  return {
    menuPath: menu.path,
    disposition: menu.disposition,
    gatheredDigits: random.text('0123456789', menu.digits),
    lastRecordingUrl: menu.recording ? `https://recordings.cityline.example/${index.toString(36)}.wav` : null,
    transferTo: menu.disposition === 'transferred' ? '+12125550188' : null,
    summary: null,
  };
}
