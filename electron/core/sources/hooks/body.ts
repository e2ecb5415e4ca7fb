/**
 * A request's body as its payload: decompressed within bounds, and read as JSON or as a form. Platforms label their bodies carelessly, so
 * what it is decides, not what it is called; only forms need their label.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { parseJson } from '../../mirror/parse.ts';

/** The sender's fault, in a sentence, with the status that says so. */
export interface BodyProblem {
  ok: false;
  status: 400 | 413 | 415;
  code: 'unreadable' | 'too large';
  reason: string;
}

export type Unpacked = { ok: true; bytes: Buffer } | BodyProblem;

const decoders: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  // RFC 9110 means zlib's format; some send the bare stream.
  deflate: (bytes, options) =>
    promisify(inflate)(bytes, options).catch((error) => {
      if (isTooLarge(error)) throw error;
      return promisify(inflateRaw)(bytes, options);
    }),
};
const mostEncodings = 2;

/** `encoding`: the `Content-Encoding` header. More than `mostBytes` are not decompressed. */
export async function unpack(bytes: Buffer, encoding: string, mostBytes: number): Promise<Unpacked> {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const unknown = names.find((name) => !Object.hasOwn(decoders, name));
  if (unknown !== undefined || names.length > mostEncodings) {
    return {
      ok: false,
      status: 415,
      code: 'unreadable',
      reason: `Its encoding is not known: ${encoding.slice(0, 60)}.`,
    };
  }
  let unpacked = bytes;
  for (const name of names.reverse()) {
    try {
      unpacked = (await decoders[name]?.(unpacked, { maxOutputLength: mostBytes })) ?? unpacked;
    } catch (error) {
      if (!isTooLarge(error)) {
        return { ok: false, status: 400, code: 'unreadable', reason: `It cannot be decompressed as ${name}.` };
      }
      const reason = `It is larger than ${mostBytes >> 20} MiB when decompressed.`;
      return { ok: false, status: 413, code: 'too large', reason };
    }
  }
  return { ok: true, bytes: unpacked };
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/** `text` is JSON that stands for the payload; `verbatim`: it is the body itself, byte by byte. */
export type Payload = { ok: true; text: string; value: unknown; verbatim: boolean } | BodyProblem;

/** Fields in which platforms put a whole JSON payload when they post forms. */
const payloadFields = ['payload', 'data', 'body', 'json', 'event'];
const mostFields = 1000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `contentType`: the header, empty where there is none. */
export function readPayload(bytes: Buffer, contentType: string): Payload {
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return readForm(bytes.toString('utf8'));
  if (bytes.length === 0) return unreadable('The body is empty.');
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return unreadable('It is not UTF-8.');
  }
  // RFC 8259, 8.1: a byte order mark may be ignored.
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const read = readJson(plain);
  return read.ok ? { ...read, text: plain, verbatim: plain === text } : read;
}

function readForm(text: string): Payload {
  const values = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > mostFields) return unreadable(`The form has more than ${mostFields} fields.`);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  if (count === 0) return unreadable('The form is empty.');
  for (const name of payloadFields) {
    const [only, ...others] = values.get(name) ?? [];
    if (only === undefined || others.length > 0 || !/^\s*[{[]/.test(only)) continue;
    const read = readJson(only);
    if (read.ok) return { ...read, text: only, verbatim: false };
  }
  const value = Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]]));
  return { ok: true, value, text: JSON.stringify(value), verbatim: false };
}

function readJson(text: string): { ok: true; value: unknown } | BodyProblem {
  try {
    return { ok: true, value: parseJson(text) };
  } catch (error) {
    return unreadable(`Not JSON: ${(error instanceof Error ? error.message : String(error)).slice(0, 200)}`);
  }
}

const unreadable = (reason: string): BodyProblem => ({ ok: false, status: 400, code: 'unreadable', reason });
