/** Opens the mirror given as argument and holds it, for tests of what another process meets. Prints "open" or the reason. */
import { openMirror } from '../../../electron/core/mirror/open.ts';

try {
  const mirror = openMirror(process.argv[2] ?? '');
  process.stdout.write('open\n');
  // Used again and again: a handle that nothing refers to is closed by the garbage collector, and its lock with it.
  setInterval(() => mirror.db.pragma('user_version'), 1000);
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? String(error.code) : String(error)}\n`);
}
