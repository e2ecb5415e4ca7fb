/** Opens the mirror given as argument and holds it, for tests of what another process meets. Prints "open" or the reason. */
import { openMirror } from '../../../electron/core/mirror/open.ts';

try {
  openMirror(process.argv[2] ?? '');
  process.stdout.write('open\n');
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? String(error.code) : String(error)}\n`);
}
