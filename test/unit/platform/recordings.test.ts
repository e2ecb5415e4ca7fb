/** What the demo's recordings sound like: a WAV as long as its call, in which each turn is heard where it was said. */
import { expect, test } from 'vitest';
import { recordingAddress, recordingAt } from '../../../electron/platform/recordings/address.ts';
import { soundOf } from '../../../electron/platform/recordings/sound.ts';

const call = {
  index: 7,
  durationS: 10,
  utterances: [
    { agent: true, text: 'Good morning, how can I help?', offsetMs: 1_000 },
    { agent: false, text: 'I would like an appointment.', offsetMs: 6_000 },
  ],
};

/** How far from silence it gets within a second. */
const loudness = (sound: Buffer, second: number): number =>
  Math.max(...sound.subarray(44 + second * 8_000, 44 + (second + 1) * 8_000).map((sample) => Math.abs(sample - 128)));

test('the file says what it holds, and holds as much as the call is long', () => {
  const sound = soundOf(call);
  expect(sound.toString('latin1', 0, 4)).toBe('RIFF');
  expect(sound.readUInt32LE(24)).toBe(8_000);
  expect(sound.readUInt32LE(40)).toBe(80_000);
  expect(sound.length).toBe(44 + 80_000);
  expect(sound.readUInt32LE(4)).toBe(sound.length - 8);
});

test('it is loud where somebody speaks and silent where nobody does', () => {
  const sound = soundOf(call);
  const heard = Array.from({ length: 10 }, (_, second) => loudness(sound, second) > 10);
  expect(heard).toEqual([false, true, true, true, false, false, true, true, true, false]);
});

test('a turn that is cut off by the end of the call ends with it', () => {
  const sound = soundOf({ ...call, durationS: 2 });
  expect(sound.length).toBe(44 + 16_000);
});

test('an address leads back to its call, and some lead to a store that is lost', () => {
  const at = (index: number) => recordingAddress({ index }, 'http://127.0.0.1:1', 'https://lost.example/1');
  expect(at(7)).toBe('http://127.0.0.1:1/recordings/7.wav');
  expect(recordingAt('/recordings/7.wav')).toBe(7);
  expect(at(4)).toBe('https://lost.example/1');
  expect(recordingAt('/recordings/../7.wav')).toBeNull();
});
