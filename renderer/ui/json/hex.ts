/** Bytes as they are written in a debugger: offset, sixteen of them in hexadecimal, and the same as text where they are. */

const perLine = 16;
/** Nobody reads on further; the whole can be saved. */
const longest = 4096;

/** `null` for what a platform calls base64 and is none. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** The first 4 KiB. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, longest); at += perLine) {
    const line = [...bytes.subarray(at, at + perLine)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0'));
    const halves = [hex.slice(0, 8).join(' '), hex.slice(8).join(' ')].join('  ').padEnd(48);
    lines.push(`${at.toString(16).padStart(8, '0')}  ${halves}  ${line.map(printed).join('')}`);
  }
  return lines.join('\n');
}

/** How many bytes `hexDump` leaves out. */
export function hexRest(bytes: Uint8Array): number {
  return Math.max(0, bytes.length - longest);
}

function printed(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}
