/** The shapes of sending one HTTP request out of this machine, for resends and for the `httpCall` node alike. */
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type {
  AttemptOutcome,
  Certificate,
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
  /** Where the operator finds the setting that would allow a refused range; the connection's unless given. */
  allowedIn?: string | undefined;
  signal?: AbortSignal;
  /** Takes the answer's body as it comes; the record then holds none of it. */
  sink?: BodySink;
}

/** For answers that are files. Where either says `false`, reading ends there and the answer counts as truncated. */
export interface BodySink {
  head(status: number, headers: HeaderList): boolean;
  chunk(bytes: Buffer): boolean;
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
  /** Of the receiver; `null` without TLS. */
  certificate: Certificate | null;
  /** Epoch milliseconds UTC. */
  startedAt: number;
  durationMs: number;
}

export interface Sender {
  send(input: SendInput): Promise<SendResult>;
  close(): Promise<void>;
}

/** How this machine sends to one endpoint: the operator's settings, else what the platform announced, else what is usual. */
export interface EndpointSetup {
  scheme: SigningScheme;
  /** Why the scheme that the platform announced is not in force, in a sentence; `null` when nothing is wrong with it. */
  schemeProblem: string | null;
  /** The current one first, then the one before while rotating. */
  secrets: readonly string[];
  timeoutMs: number;
  /** The connection's allowances and the endpoint's own. */
  allow: readonly HostAllowance[];
  /** Where the operator finds them, for `SendInput`. */
  allowedIn: string;
  /** `null` where the pace of the operation alone counts. */
  perS: number | null;
  atOnce: number | null;
  /** False when the operator switched it off. */
  enabled: boolean;
}

/** `endpointId` may be one nobody has announced. */
export type EndpointSetups = (connectionId: string, endpointId: string) => Promise<EndpointSetup>;
