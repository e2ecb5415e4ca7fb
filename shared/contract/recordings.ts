/** Recordings of calls: fetched when somebody wants to hear them, kept on this machine. Calls are named by the mirror's key. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { Recording } from '../domain/recording.ts';
import { errors, type FileBytes, key, output } from './usual.ts';

const call = z.object({ id: key });

export const recordings = {
  get: oc.input(call).errors(errors).output(output<Recording>()),
  /** The sound itself; `NOT_FOUND` unless the recording is cached. */
  sound: oc.input(call).errors(errors).output(output<FileBytes>()),
  /** How far it got, until it is cached or has failed. Goes on in core when nobody listens any more. */
  fetch: oc.input(call).errors(errors).output(eventIterator(output<Recording>())),
  /** Takes it off this machine. */
  forget: oc.input(call).errors(errors).output(output<Recording>()),
  /** Calls that will be heard next; fetched one after another where the setting says so. */
  ahead: oc.input(z.object({ ids: z.array(key).max(20) })),
};
