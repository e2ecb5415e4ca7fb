/** The three vendor payloads field by field, as their public documentation lists them; strict, so that an invented field is noticed. */
import { z } from 'zod';

const phone = z.string().regex(/^\+[1-9]\d{7,14}$/);
const barePhone = z.string().regex(/^[1-9]\d{7,14}$/);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const seconds = z.number().int().nonnegative();

const callkaro = z.strictObject({
  event: z.literal('call_ended'),
  data: z.strictObject({
    callSid: z.string().regex(/^[0-9a-f]{25}$/),
    name: z.enum(['inbound', 'outbound']),
    agent: z.string(),
    versionId: z.string(),
    from: barePhone,
    to: barePhone,
    recordingUrl: z.string(),
    call_duration: seconds,
    time: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    transcription: z.string(),
    batchId: z.string().nullable(),
    hangup_reason: z.string(),
    call_metadata: z.record(z.string(), z.unknown()),
    try_count: z.number().int().min(-1),
    post_call: z.record(z.string(), z.unknown()),
    post_call_detail: z.record(z.string(), z.strictObject({ value: z.unknown(), comment: z.string() })),
    functions_called: z.array(z.strictObject({ name: z.string(), success: z.boolean(), timestamp: instant })),
    disposition_reason: z.string(),
    conversion_status: z.boolean(),
    next_call_scheduled: z.boolean(),
    call_link: z.url(),
  }),
});

const replicer = z.strictObject({
  id: z.string().startsWith('evt-'),
  event: z.literal('call.ended'),
  timestamp: instant,
  data: z.strictObject({
    callId: z.string(),
    organizationId: z.string(),
    agentId: z.string(),
    agentName: z.string(),
    customerName: z.string().nullable(),
    customerPhone: phone,
    fromNumber: phone,
    direction: z.enum(['INBOUND', 'OUTBOUND']),
    status: z.string(),
    duration: seconds,
    disconnectionReason: z.string().nullable(),
    sentiment: z.string().nullable(),
    summary: z.string().nullable(),
    transcript: z.string().nullable(),
    callSuccessful: z.boolean().nullable(),
    tokenCost: z.number(),
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
  }),
});

const extracted = z.record(z.string(), z.string());

const altur = z.strictObject({
  event_type: z.literal('on_call_end'),
  id: z.string().regex(/^cll_\w{20}$/),
  type: z.enum(['inbound', 'outbound']),
  status: z.string(),
  phone_number_from: phone,
  phone_number_to: phone,
  answered_by: z.enum(['human', 'machine', 'unknown']),
  created_at: instant,
  started_at: instant,
  ended_at: instant,
  duration: seconds,
  billed_duration: seconds,
  recording_url: z.url(),
  transcript: z.array(
    z.strictObject({ sent_by: z.enum(['assistant', 'user']), sent_at: instant, content: z.string() }),
  ),
  assistant: z.strictObject({ id: z.uuid(), nickname: z.string(), name: z.string() }),
  end_user: z.strictObject({
    id: z.uuid(),
    status: z.string(),
    display_name: z.string(),
    phone_number: phone,
    context: z.string(),
    extracted_data: extracted,
    tags: z.array(z.string()),
  }),
  campaign_user: z
    .strictObject({
      f_id: z.string(),
      name: z.string(),
      contact: phone,
      context: z.string(),
      status: z.string(),
      failed_retries: seconds,
      voicemail_retries: seconds,
      extracted_data: extracted,
      tags: z.array(z.string()),
    })
    .optional(),
});

export const vendorSchemas = { callkaro, replicer, altur };
