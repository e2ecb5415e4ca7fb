/** Events that nobody can make sense of, or that try a reader's patience: each with its place in the log, like any other. */
import { randomUUID } from 'node:crypto';
import { sourceOf } from '../generator/ids.ts';
import type { Draft } from '../log/entry.ts';

/** Small enough to be injected at random. */
export const badEventKinds = [
  'unknown-type',
  'unknown-dialect',
  'wrong-types',
  'absurd-dates',
  'lone-surrogates',
  'proto-keys',
  'big-ids',
  'no-id',
  'not-an-object',
  'markup',
  'deep',
] as const;
/** Injected only when asked for. */
export const heavyEventKinds = ['long-transcript', 'oversize'] as const;

export type BadEventKind = (typeof badEventKinds)[number] | (typeof heavyEventKinds)[number];

export const isBadEventKind = (word: unknown): word is BadEventKind =>
  [...badEventKinds, ...heavyEventKinds].some((kind) => kind === word);

const replicer = (fields: string): string =>
  `{"id":"evt-bad","event":"call.ended","timestamp":"2026-04-05T14:04:00Z","data":{"callId":"clx-call-bad","organizationId":"clx-org-bad",` +
  `"agentId":"clx-agent-bad","agentName":"Bad","direction":"OUTBOUND","status":"completed","endedAt":"2026-04-05T14:04:00Z",${fields}}}`;

/** JSON text as it goes out; some of it is what no serialiser would write. */
const texts: Record<BadEventKind, (unique: string, maxBytes: number) => string> = {
  'unknown-type': (unique) => `{"orderId":"${unique}","lines":[1,2,3]}`,
  'unknown-dialect': (unique) => `{"kind":"conversation_closed","ref":"${unique}","who":{"tel":"+15550100"},"secs":12}`,
  'wrong-types': (unique) =>
    `{"event":"call_ended","data":{"callSid":"bad-${unique}","from":["919876543210"],"to":{"n":1},"call_duration":"two minutes",` +
    `"time":1734624067,"transcription":42,"try_count":"first","post_call":"interested","conversion_status":"yes","call_metadata":[]}}`,
  'absurd-dates': (unique) =>
    `{"event_type":"on_call_end","id":"cll_${unique}","type":"outbound","status":"ended","phone_number_from":"+525500000001",` +
    `"phone_number_to":"+525500000002","started_at":"0000-00-00T00:00:00Z","ended_at":"+275760-09-13T00:00:00.001Z","duration":-5,"transcript":[]}`,
  'lone-surrogates': (unique) =>
    replicer(
      `"callId":"clx-call-${unique}","customerName":"Half \\ud83d","summary":"\\udc00 first","transcript":"Agent: \\ud800\\nHalf: ok"`,
    ),
  'proto-keys': (unique) =>
    replicer(
      `"callId":"clx-call-${unique}","metadata":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"no"}`,
    ),
  'big-ids': (unique) =>
    replicer(
      `"callId":"clx-call-${unique}","metadata":{"crm_id":9007199254740993123,"ratio":1e400,"crm_id":12345678901234567890}`,
    ),
  'no-id': () => `{"event":"call_ended","data":{"callSid":"","from":null,"to":null}}`,
  'not-an-object': () => '"call ended"',
  markup: (unique) =>
    replicer(
      `"callId":"clx-call-${unique}","customerName":"<img src=x onerror=alert(1)>","summary":"<script>alert(1)</script> &amp; {{vars.x}}"`,
    ),
  deep: (unique) => replicer(`"callId":"clx-call-${unique}","metadata":${'{"a":'.repeat(400)}1${'}'.repeat(400)}`),
  'long-transcript': (unique) =>
    replicer(
      `"callId":"clx-call-${unique}","transcript":"${'Agent: this goes on and on and on.\\nBad: yes.\\n'.repeat(220_000)}"`,
    ),
  oversize: (unique, maxBytes) => replicer(`"callId":"clx-call-${unique}","summary":"${'x'.repeat(maxBytes)}"`),
};

/** `maxBytes`: what a message may have at most, by the stream's hello. */
export function badEvent(kind: BadEventKind, maxBytes: number): Draft {
  const unique = randomUUID();
  return {
    id: `evt_bad_${unique}`,
    source: sourceOf('rupaya'),
    type: kind === 'unknown-type' ? 'order.shipped' : 'call.ended',
    time: Date.now(),
    dialect: null,
    data: texts[kind](unique, maxBytes),
  };
}
