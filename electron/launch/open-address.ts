/** Opens an address in the operator's browser, the way each system does it. */
import { spawn } from 'node:child_process';

/** Best effort: the address has been printed as well, so a missing opener is no error. Returns whether one was started. */
export function openAddress(address: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [command, ...args] = opener(address, platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function opener(address: string, platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open', address];
  // Not `start`: that is the shell's, and the shell would take the address apart at `&`.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return ['xdg-open', address];
}
