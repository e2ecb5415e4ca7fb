/** The demo platform as a process of its own: `npm run platform -- --help`. */
import { asDataFolderTrouble, makeDataFolder } from '../program/data-folder.ts';
import { portTrouble } from '../program/ports.ts';
import { help, readCommandLine } from './options.ts';
import { startPlatform } from './platform.ts';

// What it keeps is its owner's alone, its token above all.
process.umask(0o077);
const line = readCommandLine(process.argv.slice(2), process.env);

function explain(error: unknown, dataDir: string): string {
  const trouble = asDataFolderTrouble(error, dataDir);
  return portTrouble(trouble) ?? (trouble instanceof Error ? trouble.message : String(trouble));
}

if (line.kind === 'help') {
  process.stdout.write(help);
} else if (line.kind === 'wrong') {
  process.stderr.write(`platform: ${line.message}\nTry --help.\n`);
  process.exitCode = 2;
} else {
  try {
    makeDataFolder(line.options.dataDir);
    const platform = await startPlatform({ ...line.options, report: (text) => void process.stderr.write(`${text}\n`) });
    if (line.newEpoch) platform.newEpoch();
    const end = () => {
      process.off('SIGINT', end).off('SIGTERM', end);
      // Said outright: as a utility process of Electron it would live on with nothing left to do.
      void platform.close().then(() => process.exit());
    };
    process.on('SIGINT', end).on('SIGTERM', end);
    process.stderr.write(`token: ${platform.token}\n`);
    process.stdout.write(`${platform.streamUrl}\n`);
  } catch (error) {
    process.stderr.write(`platform: ${explain(error, line.options.dataDir)}\n`);
    process.exitCode = 1;
  }
}
