/** What a try in the past got for an answer, made up to look exactly as a real one is recorded. */
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import type { Random } from '../generator/random.ts';
import type { Endpoint } from '../receivers/catalogue.ts';
import { type Answer, answer, silence, unknownName } from '../receivers/modes.ts';

export type PastResult = Pick<WebhookAttemptedData, 'response' | 'error' | 'durationMs'>;

/** A vendor keeps this much of an answer. */
export const keptChars = 2_048;

/** `at`: when the try began, epoch milliseconds UTC. */
export function pastResult(
  { receiver, lostHost }: Endpoint,
  delivered: boolean,
  at: number,
  random: Random,
  hint: string | null,
): PastResult {
  if (lostHost !== null) return { response: null, error: unknownName(lostHost), durationMs: random.between(3, 60) };
  const given = answer(
    delivered ? receiver.mode : receiver.trouble,
    `${receiver.name}-${random.between(1_000, 99_999)}`,
    hint,
  );
  switch (given.kind) {
    case 'hang':
      return { response: null, error: silence.hang, durationMs: 5_000 };
    case 'reset':
      return { response: null, error: silence.reset, durationMs: random.between(4, 90) };
    case 'reply':
      return { response: recorded(given, at), error: null, durationMs: random.between(18, 480) };
  }
}

function recorded(given: Answer & { kind: 'reply' }, at: number): NonNullable<PastResult['response']> {
  const headers: [string, string][] = [
    ...Object.entries(given.headers),
    ['date', new Date(at).toUTCString()],
    ['content-length', Buffer.byteLength(given.body).toString()],
  ];
  const truncated = given.body.length > keptChars;
  const body = truncated ? given.body.slice(0, keptChars) : given.body;
  return { status: given.status, headers, body, bodyEncoding: 'utf8', truncated };
}
