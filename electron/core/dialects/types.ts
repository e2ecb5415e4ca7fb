/** What a dialect is: a file that recognises one vendor's payload and reads it as a normalised call. */
import type { Dialect, NormalisedCall } from '../../../shared/domain/call.ts';

export interface DialectContext {
  /** IANA zone of the connection, for times that come without one. */
  zone: string;
}

/** `problem` says which field is wrong and how, in a sentence for the operator. */
export type Normalised = { ok: true; call: NormalisedCall } | { ok: false; problem: string };

export interface DialectReader {
  id: Dialect;
  /** Cheap: looks at the shape only, never throws. */
  recognises(payload: unknown): boolean;
  /** Total: answers for any input, never throws. */
  normalise(payload: unknown, context: DialectContext): Normalised;
}
