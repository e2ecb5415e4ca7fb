/**
 * `npm run test:faults`: every fault there is a test for, and a table of what was counted. The short form is what CI runs among the
 * integration tests; `-- --full` is for doing by hand, takes the better part of an hour and wants strace.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runTool } from '../tools.ts';

const line = z.object({ proves: z.string(), figures: z.record(z.string(), z.union([z.string(), z.number()])) });

const full = process.argv.includes('--full');
const folder = mkdtempSync(join(tmpdir(), 'aftercall-faults-'));
const collected = join(folder, 'figures.ndjson');
try {
  const env = { FAULTS_FIGURES: collected, ...(full ? { FAULTS: 'full', MALFORMED: '20000' } : {}) };
  const tests = ['test/faults', 'test/integration/sources/malformed.test.ts'];
  // One after the other: they time themselves, and share a disk.
  const args = ['run', '--project', 'integration', '--no-file-parallelism', ...tests];
  const { code } = await runTool('vitest', args, { shown: true, env });
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
  process.stdout.write(`\n${new Date().toISOString().slice(0, 10)}, ${machine}, ${full ? 'full' : 'short'} form\n\n`);
  for (const { proves, figures } of read()) {
    const counted = Object.entries(figures).map(([what, figure]) => `${what} ${figure.toLocaleString('en')}`);
    process.stdout.write(`- ${proves}: ${counted.join(', ')}\n`);
  }
  process.exitCode = code ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What the tests noted; nothing when none got so far. */
function read(): z.output<typeof line>[] {
  try {
    const lines = readFileSync(collected, 'utf8').trim().split('\n');
    return lines.map((text) => line.parse(JSON.parse(text)));
  } catch {
    return [];
  }
}
