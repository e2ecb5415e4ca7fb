/** Bytes as records hold them: text where they are valid UTF-8, base64 for everything else. */
import { isUtf8 } from 'node:buffer';

export interface BodyRecord {
  body: string;
  encoding: 'utf8' | 'base64';
}

/**
 * `cut` says that the bytes were cut off at a limit: a character torn apart by the cut is dropped, so that text stays text.
 */
export function recordBody(bytes: Buffer, cut = false): BodyRecord {
  if (isUtf8(bytes)) return { body: bytes.toString('utf8'), encoding: 'utf8' };
  if (cut) {
    for (let dropped = 1; dropped <= 3 && dropped < bytes.length; dropped++) {
      const shorter = bytes.subarray(0, bytes.length - dropped);
      if (isUtf8(shorter)) return { body: shorter.toString('utf8'), encoding: 'utf8' };
    }
  }
  return { body: bytes.toString('base64'), encoding: 'base64' };
}

/** The bytes a record stands for. */
export function bodyBytes(record: BodyRecord): Buffer {
  return Buffer.from(record.body, record.encoding);
}
