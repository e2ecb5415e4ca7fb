/** Handlers of notes on calls. */
import { api } from './context.ts';

const missing = (what: string) => ({ data: { what } });
const { notes: contract } = api.calls;

export const notes = contract.router({
  list: contract.list.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.notesOf(input.id), signal),
  ),
  add: contract.add.handler(async ({ input, context, errors }) => {
    const note = await context.ingest.call.addNote(input.id, input.text, context.actor);
    if (!note) throw errors.NOT_FOUND(missing('call'));
    return note;
  }),
  update: contract.update.handler(async ({ input, context, errors }) => {
    const note = await context.ingest.call.updateNote(input.noteId, input.text, context.actor);
    if (!note) throw errors.NOT_FOUND(missing('note'));
    return note;
  }),
  remove: contract.remove.handler(async ({ input, context, errors }) => {
    const removed = await context.ingest.call.removeNote(input.noteId, context.actor);
    if (!removed) throw errors.NOT_FOUND(missing('note'));
  }),
});
