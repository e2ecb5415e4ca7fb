/** The `on_call_end` payload of the clinic's vendor (seed 004): turns with times, tags, extracted data, a deprecated `end_user`. */
import { recordingAddress } from '../../recordings/address.ts';
import type { Call } from '../call.ts';
import type { Payload } from '../payload.ts';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const iso = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');

const statuses = { positive: 'converted', neutral: 'in_progress', negative: 'not_interested' } as const;
const tags = { positive: ['appointment_confirmed'], neutral: ['call_later'], negative: ['do_not_insist'] } as const;

export function alturPayload(call: Call, origin: string): Payload {
  const { random } = call;
  const id = `cll_${random.text(letters, 20)}`;
  const inbound = call.direction === 'inbound';
  const status = call.outcome === null ? 'pending' : statuses[call.outcome];
  const extracted = call.outcome === null ? {} : extractedFrom(call);
  const tagList = call.outcome === null ? [] : [...tags[call.outcome], ...(random.chance(0.2) ? ['new_patient'] : [])];
  const context = `${call.campaign} · ${call.customer.name}`;
  const body = JSON.stringify({
    event_type: 'on_call_end',
    id,
    type: call.direction,
    status: call.answeredBy === 'nobody' ? 'no_answer' : 'ended',
    phone_number_from: inbound ? call.customer.number : call.line,
    phone_number_to: inbound ? call.line : call.customer.number,
    answered_by: call.answeredBy === 'nobody' ? 'unknown' : call.answeredBy,
    created_at: iso(call.startedAt - random.between(2, 20) * 1000),
    started_at: iso(call.startedAt),
    ended_at: iso(call.endedAt),
    duration: call.durationS,
    billed_duration: Math.ceil(call.durationS / 6) * 6,
    recording_url: recordingAddress(call, origin, `https://api.altur.example/api/v1.0/call/${id}/recording`),
    transcript: call.utterances.map((u) => ({
      sent_by: u.agent ? 'assistant' : 'user',
      sent_at: iso(call.startedAt + u.offsetMs),
      content: u.text,
    })),
    assistant: { id: call.agent.id, nickname: 'CitasBot', name: call.agent.name },
    end_user: {
      id: random.uuid(),
      status,
      display_name: call.customer.name,
      phone_number: call.customer.number,
      context,
      extracted_data: extracted,
      tags: tagList,
    },
    ...(inbound
      ? {}
      : {
          campaign_user: {
            f_id: `user_${random.between(10_000, 99_999)}`,
            name: call.customer.name,
            contact: call.customer.number,
            context,
            status,
            failed_retries: call.answeredBy === 'nobody' ? call.tries + 1 : call.tries,
            voicemail_retries: call.answeredBy === 'machine' ? 1 : 0,
            extracted_data: extracted,
            tags: tagList,
          },
        }),
  });
  return { callId: id, body };
}

function extractedFrom(call: Call): Record<string, string> {
  const { date, time, doctor } = call.slots;
  return {
    ...(date === undefined ? {} : { 'Appointment Date': date }),
    ...(time === undefined ? {} : { 'Appointment Time': time }),
    ...(doctor === undefined ? {} : { Doctor: doctor }),
    Outcome: call.outcome ?? 'none',
  };
}
