/**
 * Events that this machine wrote a moment ago have the shape that they were typed with: to check it once more would cost as much as their
 * rows. What a clock or a receiver decides is looked at all the same, because the schema has bounds for it and a rebuild goes by the schema.
 */
import {
  type ChainRan,
  isDuration,
  isInstant,
  isStatus,
  type WebhookAttempted,
} from '../../../shared/stream/events.ts';

/** The same with times as they are written. */
type Written<T extends { startedAt: number }> = Omit<T, 'startedAt'> & { startedAt: string };

/**
 * What the schema would give; `null` where it has something to say against it. `data`: JSON that this process made of a
 * `WebhookAttemptedData` with every field.
 */
export function ownAttempt(data: unknown): WebhookAttempted | null {
  const attempt = data as Written<WebhookAttempted>;
  const startedAt = Date.parse(attempt.startedAt);
  // No try of this machine announces another one.
  return attempt.nextAttemptAt === null && isWithin(startedAt, attempt) ? { ...attempt, startedAt } : null;
}

/** The same of a `ChainRanData`. */
export function ownRun(data: unknown): ChainRan | null {
  const run = data as Written<ChainRan> & { steps: Written<ChainRan['steps'][number]>[] };
  const startedAt = Date.parse(run.startedAt);
  if (!isWithin(startedAt, run)) return null;
  const steps: ChainRan['steps'] = [];
  for (const step of run.steps) {
    const at = Date.parse(step.startedAt);
    if (!isWithin(at, step)) return null;
    steps.push({ ...step, startedAt: at });
  }
  return { ...run, startedAt, steps };
}

function isWithin(
  startedAt: number,
  { durationMs, response }: { durationMs: number; response?: { status: number } | null | undefined },
): boolean {
  return isInstant(startedAt) && isDuration(durationMs) && (!response || isStatus(response.status));
}
