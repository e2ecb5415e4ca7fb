/**
 * What core does before it can be asked anything, where that takes long: after some updates every event is read by the new rules. A page
 * that comes meanwhile is told how far it is; in the browser shell by the reason with which its socket is closed.
 */
import { z } from 'zod';

/** Events that were read, out of how many. */
export interface Opening {
  done: number;
  of: number;
}

const schema = z.object({ done: z.number().nonnegative(), of: z.number().positive() });

export function openingOf(value: unknown): Opening | null {
  return schema.safeParse(value).data ?? null;
}

/** Short enough for a close frame, which takes 123 bytes. */
export const openingReason = ({ done, of }: Opening): string => `opening ${done} ${of}`;

export function openingInReason(reason: string): Opening | null {
  const [, done, of] = /^opening (\d+) (\d+)$/.exec(reason) ?? [];
  return openingOf({ done: Number(done), of: Number(of) });
}
