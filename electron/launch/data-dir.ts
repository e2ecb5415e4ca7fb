/** Where an operator's data lies when nothing else is said: the place the system sets aside for it. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** XDG base directories on Linux, Application Support on macOS, roaming application data on Windows. */
export function defaultDataDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Aftercall');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Aftercall');
  // The XDG specification: a relative path in the variable is invalid and to be ignored.
  const xdg = env.XDG_DATA_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'aftercall');
}
