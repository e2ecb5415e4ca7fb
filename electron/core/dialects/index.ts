/** The built-in dialects: who recognises a payload, and who reads one whose dialect is stated. */
import { altur } from './altur.ts';
import { callkaro } from './callkaro.ts';
import { flow } from './flow.ts';
import { ivr } from './ivr.ts';
import { replicer } from './replicer.ts';
import type { DialectReader } from './types.ts';

export const readers: readonly DialectReader[] = [callkaro, replicer, altur, flow, ivr];

/** The reader whose shape the payload has; `undefined` when none knows it. */
export const recognise = (payload: unknown): DialectReader | undefined =>
  readers.find((reader) => reader.recognises(payload));

/** The reader of a stated dialect; `undefined` for a name that is none of ours. */
export const dialectById = (id: string): DialectReader | undefined => readers.find((reader) => reader.id === id);
