/** Where the recording of a call is: on this platform's own port, but for some whose store is lost. */
import type { Call } from '../generator/call.ts';

const path = /^\/recordings\/(\d{1,9})\.wav$/;

/** `elsewhere` is what the vendor's own address would be; nobody is there. */
export function recordingAddress(call: Pick<Call, 'index'>, origin: string, elsewhere: string): string {
  return call.index % 9 === 4 ? elsewhere : `${origin}/recordings/${call.index}.wav`;
}

/** The number of the call a request is for; `null` when it is for no recording. */
export function recordingAt(url: string | undefined): number | null {
  const index = path.exec(url ?? '')?.[1];
  return index === undefined ? null : Number(index);
}
