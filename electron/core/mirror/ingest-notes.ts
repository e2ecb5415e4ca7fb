/** The writer's side of notes, as the ingest thread offers it to the rest of core. Times are now. */
import type { Topic } from '../../../shared/contract/index.ts';
import type { Note } from '../../../shared/domain/call.ts';
import type { Writer } from './writer.ts';

export function ingestNotes(writer: () => Writer, tell: (topics: Iterable<Topic>) => void) {
  const told = <T>(done: T): T => {
    if (done) tell(['reviews', 'audit']);
    return done;
  };
  return {
    addNote: (callId: number, text: string, actor: string): Note | null =>
      told(writer().notes.add(callId, text, actor, Date.now())),
    updateNote: (id: number, text: string, actor: string): Note | null =>
      told(writer().notes.update(id, text, actor, Date.now())),
    removeNote: (id: number, actor: string): boolean => told(writer().notes.remove(id, actor, Date.now())),
  };
}
