/** What counts as sound: a media type that says so, or bytes that begin as sound does. Vendors' stores often say no type at all. */

/** How files are named here, by media type. */
const endings = {
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/webm': 'webm',
} as const;
export type SoundType = keyof typeof endings;

export const endingOf = (type: SoundType): string => endings[type];

export function typeOfEnding(ending: string): SoundType | null {
  return soundTypes.find((type) => endings[type] === ending) ?? null;
}
const soundTypes = Object.keys(endings) as SoundType[];

/** Enough of a file's beginning to tell what it is. */
export const tellingBytes = 16;

/** By its first bytes; `null` where they are those of no sound a browser plays. */
export function typeOfBytes(start: Uint8Array): SoundType | null {
  const text = Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1');
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'audio/wav';
  if (text.startsWith('ID3')) return 'audio/mpeg';
  if (text.startsWith('OggS')) return 'audio/ogg';
  if (text.startsWith('fLaC')) return 'audio/flac';
  if (text.slice(4, 8) === 'ftyp') return 'audio/mp4';
  if (text.startsWith('\x1aE\xdf\xa3')) return 'audio/webm';
  const [first = 0, second = 0] = start;
  // Eleven set bits begin a frame of MPEG audio; of its layers, 0 is that of AAC in ADTS.
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  return (second & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg';
}

/** Whether an answer of this content type may be a recording; what says nothing of its kind is judged by its bytes. */
export function mayBeSound(contentType: string | undefined): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return (
    type === '' ||
    /^(?:audio\/|video\/(?:mp4|webm|ogg)$|application\/(?:ogg|octet-stream|x-binary)$|binary\/octet-stream$)/.test(type)
  );
}
