/** Counting tests over several runners, from the JSON reports they write. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

export interface Sum {
  passed: number;
  failed: number;
  skipped: number;
}

export const noTests: Sum = { passed: 0, failed: 0, skipped: 0 };

export const add = (a: Sum, b: Sum): Sum => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

export const inWords = ({ passed, failed, skipped }: Sum): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

const count = z.number().int().nonnegative();

const vitestReport = z.object({
  numPassedTests: count,
  numFailedTests: count,
  numPendingTests: count,
  numTodoTests: count,
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

const playwrightReport = z.object({
  stats: z.object({ expected: count, unexpected: count, flaky: count, skipped: count }),
});

/** A runner that ended badly without naming a failed test (it crashed, an error escaped) still failed. */
const honest = (sum: Sum, code: number | null): Sum => (code !== 0 && sum.failed === 0 ? { ...sum, failed: 1 } : sum);

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    process.stderr.write(`The report ${path} cannot be read (${error instanceof Error ? error.name : error}).\n`);
    return null;
  }
}

/**
 * `code` is the runner's exit code. A file that could not even be loaded counts as one failure, and so does one that did not come to its
 * end, which is told to `say` by name: its process crashed, and Vitest itself counts none of its tests.
 */
export async function readVitest(
  path: string,
  code: number | null,
  say: (line: string) => void = () => {},
): Promise<Sum> {
  const report = await read(path, vitestReport);
  if (!report) return { ...noTests, failed: 1 };
  let broken = 0;
  for (const { name, status, assertionResults } of report.testResults) {
    const untold = assertionResults.filter((test) => test.status === 'pending').length;
    const failed = assertionResults.some((test) => test.status === 'failed');
    if (untold > 0 || (status === 'failed' && !failed)) broken += 1;
    if (untold > 0) say(`${name} did not come to its end: of ${untold} of its tests nothing was told.`);
    else if (status === 'failed' && !failed) say(`${name} could not be run.`);
  }
  return honest(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    code,
  );
}

/** `code` is the runner's exit code. */
export async function readPlaywright(path: string, code: number | null): Promise<Sum> {
  const report = await read(path, playwrightReport);
  if (!report) return { ...noTests, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return honest({ passed: expected + flaky, failed: unexpected, skipped }, code);
}
