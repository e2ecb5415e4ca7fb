/**
 * How bytes lie on the disk, by the number that is stored with them. A codec is never changed once it was released: a better one, or a
 * dictionary trained anew, gets the next number, and the older ones go on reading what they wrote.
 */
import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { dictionary1 } from './dictionary-1.ts';

const codecs = { asReceived: 0, zstd1: 1 } as const;

const dictionary = Buffer.from(dictionary1, 'base64');
/** Tables of the size of a run: those of the level are made for more, and to make them ready costs as much as to compress. */
const params = {
  [constants.ZSTD_c_compressionLevel]: 3,
  [constants.ZSTD_c_hashLog]: 14,
  [constants.ZSTD_c_chainLog]: 13,
};
/** Where a frame does not say how long it is. */
const decodedAtOnce = 288 << 10;

export interface Encoded {
  codec: number;
  packed: Buffer;
}

const how = (bytes: Buffer) => ({ dictionary, pledgedSrcSize: bytes.length, params });

const smaller = (bytes: Buffer, packed: Buffer): Encoded =>
  packed.length < bytes.length ? { codec: codecs.zstd1, packed } : { codec: codecs.asReceived, packed: bytes };

/** As small as is worth it. */
export const encode = (bytes: Buffer): Encoded => smaller(bytes, zstdCompressSync(bytes, how(bytes)));

/** The same beside this thread; `null` when it fails, which whoever encodes here will see too. */
export function encodeBeside(bytes: Buffer, done: (encoded: Encoded | null) => void): void {
  zstdCompress(bytes, how(bytes), (error, packed) => done(error ? null : smaller(bytes, packed)));
}

/** @throws when a newer version wrote it, or the bytes are damaged. */
export function decode(codec: number, packed: Buffer): Buffer {
  if (codec === codecs.asReceived) return packed;
  if (codec === codecs.zstd1) return zstdDecompressSync(packed, { dictionary, chunkSize: roomFor(packed) });
  throw new Error(`no codec ${codec} is known to this version`);
}

/**
 * For all of it in one piece, since pieces are copied together, and hardly more: what is left unused is memory outside the heap, for which
 * V8 collects all of the heap some hundred packs sooner. As a frame's header says (RFC 8878, 3.1.1.1).
 */
function roomFor(packed: Buffer): number {
  const descriptor = packed[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  if (sizeFlag === 3 || (sizeFlag === 0 && !isSingleSegment) || packed.length < at + 4) return decodedAtOnce;
  const size =
    sizeFlag === 0 ? packed.readUInt8(at) : sizeFlag === 1 ? packed.readUInt16LE(at) + 256 : packed.readUInt32LE(at);
  // Filled to the last byte, it would ask for one more.
  return Math.min(size + 64, decodedAtOnce);
}
