/**
 * How bytes lie on the disk, by the number that is stored with them. A codec is never changed once it was released: a better one, or a
 * dictionary trained anew, gets the next number, and the older ones go on reading what they wrote.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { dictionary1 } from './dictionary-1.ts';

const codecs = { asReceived: 0, zstd1: 1 } as const;

const dictionary = Buffer.from(dictionary1, 'base64');
const level = { [constants.ZSTD_c_compressionLevel]: 3 };

/** As small as is worth it. */
export function encode(bytes: Buffer): { codec: number; packed: Buffer } {
  const packed = zstdCompressSync(bytes, { dictionary, pledgedSrcSize: bytes.length, params: level });
  return packed.length < bytes.length ? { codec: codecs.zstd1, packed } : { codec: codecs.asReceived, packed: bytes };
}

/** @throws when a newer version wrote it, or the bytes are damaged. */
export function decode(codec: number, packed: Buffer): Buffer {
  if (codec === codecs.asReceived) return packed;
  if (codec === codecs.zstd1) return zstdDecompressSync(packed, { dictionary });
  throw new Error(`no codec ${codec} is known to this version`);
}
