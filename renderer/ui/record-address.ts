/** What the addresses of records are made of: the list with its filter and its selection, and a record on a page of its own. */
import { z } from 'zod';

/** The search of a list's address. What does not fit is left out, so that any address opens something. */
export function listSearch<S extends z.ZodType>(show: S) {
  return z.object({
    text: z.coerce.string().max(200).optional().catch(undefined),
    show: show.optional().catch(undefined),
    id: z.number().int().positive().optional().catch(undefined),
  });
}

/** `$id` in a path is the mirror's key. */
export const idInPath = {
  parse: ({ id }: { id: string }) => ({ id: z.coerce.number().int().positive().parse(id) }),
  stringify: ({ id }: { id: number }) => ({ id: String(id) }),
};
