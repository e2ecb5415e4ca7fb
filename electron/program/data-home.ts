/** Where a program's data lies when nothing else is said: the place the system sets aside for it. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The data folder of `program`. XDG base directories on Linux, Application Support on macOS, roaming application data on Windows; the
 * last two have names as people write them.
 */
export function defaultDataDir(
  program: 'Aftercall' | 'Aftercall-Platform' = 'Aftercall',
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', program);
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), program);
  // The XDG specification: a relative path in the variable is invalid and to be ignored.
  const xdg = env.XDG_DATA_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), program.toLowerCase());
}
