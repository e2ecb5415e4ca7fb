/** Notes on calls: written, changed and removed, with the audit told, and there still after everything computed was made anew. */
import { expect, test } from 'vitest';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { mirrorForTest } from './mirror.ts';

function scene() {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('altur', 'one', {}, { id: 'one' }), callEnded('altur', 'two', {}, { id: 'two' }));
  const id = mirror.value<number>("SELECT id FROM call WHERE call_id = 'one'");
  return { mirror, id };
}

test('a note is kept with who wrote it and when, oldest first, with its call alone', () => {
  const { mirror, id } = scene();
  mirror.writer.notes.add(id, 'first', 'eve', 10);
  mirror.writer.notes.add(id, 'second', 'adam', 20);
  expect(mirror.read.notesOf(id)).toMatchObject([
    { callId: id, text: 'first', actor: 'eve', at: 10, editedAt: null },
    { callId: id, text: 'second', actor: 'adam', at: 20, editedAt: null },
  ]);
  expect(mirror.read.notesOf(id + 1)).toEqual([]);
});

test('a note that is changed says when, and remains its writer’s', () => {
  const { mirror, id } = scene();
  const note = mirror.writer.notes.add(id, 'first', 'eve', 10);
  expect(mirror.writer.notes.update(note?.id ?? 0, 'better', 'adam', 20)).toEqual({
    id: note?.id,
    callId: id,
    text: 'better',
    actor: 'eve',
    at: 10,
    editedAt: 20,
  });
});

test('what is not there is neither written on, changed nor removed, and no audit is told', () => {
  const { mirror } = scene();
  expect(mirror.writer.notes.add(999, 'x', 'eve', 1)).toBeNull();
  expect(mirror.writer.notes.update(999, 'x', 'eve', 1)).toBeNull();
  expect(mirror.writer.notes.remove(999, 'eve', 1)).toBe(false);
  expect(mirror.rows('SELECT * FROM audit')).toEqual([]);
});

test('the audit is told of each, without the words', () => {
  const { mirror, id } = scene();
  const note = mirror.writer.notes.add(id, 'private words', 'eve', 1)?.id ?? 0;
  mirror.writer.notes.update(note, 'other words', 'eve', 2);
  mirror.writer.notes.remove(note, 'adam', 3);
  expect(mirror.rows('SELECT actor, action, subject FROM audit ORDER BY id')).toEqual([
    { actor: 'eve', action: 'note added', subject: 'one' },
    { actor: 'eve', action: 'note changed', subject: 'one' },
    { actor: 'adam', action: 'note removed', subject: 'one' },
  ]);
  expect(JSON.stringify(mirror.rows('SELECT detail FROM audit'))).not.toContain('words');
});

test('notes outlive a rebuild of everything that is computed', () => {
  const { mirror, id } = scene();
  mirror.writer.notes.add(id, 'kept', 'eve', 1);
  const before = mirror.read.notesOf(id);
  rebuildProjections(mirror.db);
  expect(mirror.read.notesOf(id)).toEqual(before);
});
