/** Reading of messages what a resend needs and no more: a bulk resend reads a hundred thousand of them. */
import type { HttpRequestRecord, MessageDetail } from '../../../../shared/domain/webhook.ts';
import type { WebhookAttemptedData } from '../../../../shared/stream/events.ts';
import type { Readable } from '../open.ts';
import { eventDetails } from './details.ts';

export interface Resendable
  extends Pick<
    MessageDetail,
    | 'id'
    | 'connectionId'
    | 'messageId'
    | 'callId'
    | 'customerNumber'
    | 'eventType'
    | 'endpointId'
    | 'endpointName'
    | 'url'
    | 'state'
    | 'attempts'
  > {
  /** The first try's, which holds the message as the platform made it. */
  original: HttpRequestRecord;
  /** Of its body's bytes, in hex. */
  bodyDigest: string;
  /** The number of the first try that its receiver took. */
  deliveredBy: number | null;
  /** The first try that its receiver may have acted on, when none was taken. */
  doubtful: { number: number; explanation: string } | null;
}

/** As it crosses threads. */
export interface ToldResendable {
  row: Omit<Resendable, 'original' | 'bodyDigest' | 'deliveredBy' | 'doubtful'>;
  deliveredBy: Resendable['deliveredBy'];
  doubtful: Resendable['doubtful'];
  /** The first try. */
  event: { data: Pick<WebhookAttemptedData, 'request'> };
}

/** An answer that is longer than this is better left out. */
const shortEvent = 8192;

type ToldTry = [seq: number, startedAt: number, outcome: string, counts: number];

interface Try {
  seq: number;
  startedAt: number;
  outcome: string;
  /** 0 for one that went to another address. */
  counts: number;
}

const tryOf = ([seq, startedAt, outcome, counts]: ToldTry): Try => ({ seq, startedAt, outcome, counts });

export function resendableReaders(db: Readable) {
  const details = eventDetails(db);
  // One text from SQLite costs a third of what as many columns do, and is passed on as it is; to ask for the number of a call costs a
  // third of what joining it does, and to put tries in order here a half of what SQLite takes for it.
  const byId = db
    .prepare<[number], [row: string, tries: string]>(
      `SELECT json_object('id', m.id, 'connectionId', m.connection_id, 'messageId', m.message_id, 'callId', m.call_id,
         'customerNumber', (SELECT customer_number FROM call c WHERE c.connection_id = m.connection_id AND c.call_id = m.call_id),
         'eventType', m.event_type, 'endpointId', m.endpoint_id, 'endpointName', m.endpoint_name, 'url', m.url, 'state', m.state,
         'attempts', m.attempts),
         (SELECT json_group_array(json_array(seq, started_at, outcome, counts)) FROM webhook_attempt WHERE message = m.id)
       FROM webhook_message m WHERE m.id = ?`,
    )
    .raw();
  const bytesOf = db.prepare<[number], Buffer>('SELECT bytes FROM ledger WHERE seq = ?').pluck();

  /** As it lies in the ledger, where it is short: it was parsed and projected before, so its shape is known. */
  function eventText(seq: number): string {
    const text = bytesOf.get(seq)?.toString('utf8') ?? '';
    if (text.length <= shortEvent) return text;
    const { data }: ToldResendable['event'] = JSON.parse(text);
    return JSON.stringify({ data: { request: data.request } });
  }

  function resendable(id: number): string {
    const found = byId.get(id);
    if (found === undefined) return 'null';
    const [row, triesText] = found;
    const told: ToldTry[] = JSON.parse(triesText);
    const tries = told.map(tryOf).sort((one, other) => one.startedAt - other.startedAt || one.seq - other.seq);
    const [first] = tries;
    if (!first) return 'null';
    const delivered = tries.findIndex(({ outcome, counts }) => outcome === 'succeeded' && counts === 1);
    const doubtful =
      delivered < 0 ? tries.findIndex(({ outcome, counts }) => outcome === 'unknown' && counts === 1) : -1;
    const doubted = tries[doubtful];
    const deliveredBy: Resendable['deliveredBy'] = delivered < 0 ? null : delivered + 1;
    const doubt: Resendable['doubtful'] = doubted
      ? { number: doubtful + 1, explanation: details.attempt(doubted.seq).explanation }
      : null;
    return `{"row":${row},"deliveredBy":${deliveredBy},"doubtful":${JSON.stringify(doubt)},"event":${eventText(first.seq)}}`;
  }

  return {
    /** As JSON, an array of `ToldResendable | null` in the order of `ids`: text crosses threads at a fraction of the cost of its objects. */
    resendableJson: (ids: readonly number[]): string => `[${ids.map(resendable).join(',')}]`,
  };
}
