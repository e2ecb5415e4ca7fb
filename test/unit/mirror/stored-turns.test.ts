/** Transcripts come out of the table as they went in. */
import { expect, test } from 'vitest';
import { storedTurns, storeTurns } from '../../../electron/core/mirror/stored-turns.ts';
import type { Turn } from '../../../shared/domain/call.ts';

const turns: Turn[] = [
  { role: 'agent', name: 'June', text: 'Hello', atMs: 0 },
  { role: 'customer', name: null, text: '“Hola”, [x]', atMs: 1200 },
  { role: 'system', name: null, text: '', atMs: null },
  { role: 'unknown', name: 'ग्राहक', text: 'ठीक है\nहाँ', atMs: null },
];

test('every role, with and without a name or a time', () => {
  expect(storedTurns(storeTurns(turns))).toEqual(turns);
  expect(storeTurns(turns).length).toBeLessThan(JSON.stringify(turns).length * 0.7);
});

test('none, and what was stored as objects before', () => {
  expect(storedTurns(null)).toEqual([]);
  expect(storedTurns('[]')).toEqual([]);
  expect(storedTurns(JSON.stringify(turns))).toEqual(turns);
});
