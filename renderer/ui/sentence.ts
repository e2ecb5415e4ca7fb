/** Errors in words an operator can act on. */
import { ORPCError } from '@orpc/client';
import { hourTime } from './format.ts';

export function sentence(error: unknown): string {
  if (error instanceof ORPCError) {
    if (isMissing(error) && typeof error.data?.droppedAt === 'number')
      return `Retention has dropped what is as old as it, last on ${hourTime(error.data.droppedAt, 'mine')}. A backup made before may still hold it.`;
    if (isMissing(error))
      return 'It is not in this mirror. It may belong to another data folder, or the mirror was rebuilt.';
    if (error.code === 'INTERNAL_SERVER_ERROR') {
      return 'The engine could not answer; its log says why. Nothing was changed. Try again, and restart Aftercall if it stays so.';
    }
    if (error.code === 'BAD_REQUEST')
      return 'The engine did not accept this input. Check what was entered and try again.';
    return error.message;
  }
  return error instanceof Error ? error.message : String(error);
}

/** Whether the thing asked for does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'NOT_FOUND';
}

/** A sentence begins large and ends with a full stop, also where a machine wrote it. */
export function asSentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return text === '' || /[.!?…]$/.test(text) ? begun : `${begun}.`;
}
