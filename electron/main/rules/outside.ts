/**
 * Hands an address to the system. Addresses come from payloads that strangers wrote, and the system acts on any scheme it knows
 * (file shares, installers, terminals), so only the harmless ones pass.
 */
import { shell } from 'electron';

const allowed = new Set(['https:', 'mailto:']);

/** Whether the system may be asked to open `url`. */
function mayOpenOutside(url: string): boolean {
  return url.length <= 2048 && URL.canParse(url) && allowed.has(new URL(url).protocol);
}

/** Opens `url` in the operator's browser or mail program; resolves to whether it was allowed. */
export async function openOutside(url: string): Promise<boolean> {
  if (!mayOpenOutside(url)) return false;
  // The parsed form: what is checked is what is opened.
  await shell.openExternal(new URL(url).href);
  return true;
}
