/**
 * The sound of a call: a WAV of telephone quality (8 kHz, 8 bit, mono) as long as the call, in which each turn hums for as long as it takes
 * to say it, the agent lower than the customer. No words, but a waveform in which one sees who speaks when. The same call sounds the same.
 */
import type { Call } from '../generator/call.ts';
import { speakingMs } from '../generator/transcript.ts';

const rate = 8_000;
const headerBytes = 44;
const silence = 128;

interface Voice {
  hz: number;
  loudness: number;
  /** Syllables a second. */
  pace: number;
}

export function soundOf(call: Pick<Call, 'index' | 'durationS' | 'utterances'>): Buffer {
  const samples = Math.max(0, Math.round(call.durationS * rate));
  const file = Buffer.alloc(headerBytes + samples, silence);
  writeHeader(file, samples);
  const agent: Voice = { hz: 118 + (call.index % 5) * 7, loudness: 62, pace: 4.1 };
  const customer: Voice = { hz: 190 + (call.index % 7) * 9, loudness: 46, pace: 4.9 };
  for (const { agent: isAgent, text, offsetMs } of call.utterances) {
    hum(file, isAgent ? agent : customer, offsetMs, speakingMs(text));
  }
  return file;
}

function hum(file: Buffer, { hz, loudness, pace }: Voice, fromMs: number, forMs: number): void {
  const first = headerBytes + Math.round((fromMs / 1000) * rate);
  const count = Math.min(Math.round((forMs / 1000) * rate), file.length - first);
  for (let at = 0; at < count; at++) {
    const s = at / rate;
    const syllable = Math.abs(Math.sin(Math.PI * pace * s)) ** 0.6;
    const stress = 0.72 + 0.28 * Math.sin(2 * Math.PI * 0.55 * s);
    // Softly in and out, so that no turn begins with a click.
    const edge = Math.min(1, at / 240, (count - at) / 240);
    const phase = 2 * Math.PI * hz * (s + 0.0012 * Math.sin(2 * Math.PI * 2.3 * s));
    const tone = 0.62 * Math.sin(phase) + 0.26 * Math.sin(2 * phase) + 0.12 * Math.sin(5 * phase);
    file[first + at] = silence + Math.round(loudness * syllable * stress * edge * tone);
  }
}

/** RIFF, PCM, one channel of unsigned bytes. */
function writeHeader(file: Buffer, samples: number): void {
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(headerBytes - 8 + samples, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples, 40);
}
