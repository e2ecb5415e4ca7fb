/** The shapes of sending one HTTP request out of this machine, for resends and for the `httpCall` node alike. */
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type {
  AttemptOutcome,
  HeaderList,
  HttpError,
  HttpRequestRecord,
  HttpResponseRecord,
  HttpTiming,
} from '../../../shared/domain/webhook.ts';

export interface SendInput {
  method: string;
  url: string;
  /** As they go out, except hop-by-hop headers, `host` and `content-length`, which the sender owns. */
  headers: HeaderList;
  body: Buffer;
  timeoutMs: number;
  /** Which address ranges are allowed for which hosts; none means public addresses only. */
  allow: readonly HostAllowance[];
  signal?: AbortSignal;
}

/** Never rejects: what went wrong is in `error`, and `outcome` says whether the receiver may have acted. */
export interface SendResult {
  request: HttpRequestRecord;
  response: HttpResponseRecord | null;
  error: HttpError | null;
  outcome: AttemptOutcome;
  timing: HttpTiming;
  /** IP address connected to. */
  address: string | null;
  /** Epoch milliseconds UTC. */
  startedAt: number;
  durationMs: number;
}

export interface Sender {
  send(input: SendInput): Promise<SendResult>;
  close(): Promise<void>;
}
