/**
 * `npm test`: unit and integration tests (Vitest), then end-to-end tests (Playwright). The last line on stdout is the sum over all of
 * them, alone: `123 passed, 0 failed, 1 skipped`. A runner that fails without a failed test to show for it counts as one failure.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildFailed, ensureBuilt } from '../electron/launch/build.ts';
import { findElectron } from '../electron/launch/electron-binary.ts';
import { findChromium, howToGetChromium } from './chromium.ts';
import { add, inWords, noTests, readPlaywright, readVitest, type Sum } from './sum.ts';
import { root, runTool, seconds } from './tools.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const oneFailure: Sum = { passed: 0, failed: 1, skipped: 0 };

/** Both builds: a boot test runs the desktop's bundles, the end-to-end tests show the renderer's. */
async function build(): Promise<Sum> {
  try {
    await ensureBuilt(root, 'shell', say);
    await ensureBuilt(root, 'renderer', say);
    return noTests;
  } catch (error) {
    if (error instanceof BuildFailed) say(`${error.message}\n\n${error.output}`);
    else say(`The console could not be built: ${error instanceof Error ? error.stack : error}`);
    return oneFailure;
  }
}

/** Several times what a busy machine needs: whoever takes longer hangs. */
const mostMs = 45 * 60_000;

async function vitest(reports: string): Promise<Sum> {
  const report = join(reports, 'vitest.json');
  const underWay = join(reports, 'under-way.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ended = await runTool('vitest', ['run', ...reporters, '--reporter=./test/under-way.ts'], {
    shown: true,
    env: { TESTS_UNDER_WAY: underWay },
    mostMs,
  });
  if (ended.late) {
    say(`\nVitest did not end within ${seconds(mostMs)}. It was at ${await readFile(underWay, 'utf8')}.`);
    return oneFailure;
  }
  return readVitest(report, ended.code, say);
}

async function playwright(reports: string): Promise<Sum> {
  if (findElectron(root) === null) {
    say('\nElectron’s binary is not on this machine: the tests of the desktop shell are SKIPPED.\n');
  }
  const report = join(reports, 'playwright.json');
  const ended = await runTool('playwright', ['test', '--pass-with-no-tests', '--reporter=list,json'], {
    shown: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    mostMs,
  });
  if (ended.late) say(`\nPlaywright did not end within ${seconds(mostMs)}; its last line above says where it was.`);
  return readPlaywright(report, ended.code);
}

const reports = await mkdtemp(join(tmpdir(), 'aftercall-test-'));
try {
  const hasChromium = findChromium() !== null;
  const built = await build();
  let sum = add(built, await vitest(reports));
  if (built.failed > 0) say('\nThe console could not be built, so the end-to-end tests did not run.');
  else if (hasChromium) sum = add(sum, await playwright(reports));
  else {
    say(`\n${howToGetChromium}`);
    sum = add(sum, oneFailure);
  }
  if (sum.passed === 0) say('\nNo test passed.');
  say(`\n${inWords(sum)}`);
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
} finally {
  await rm(reports, { recursive: true, force: true });
}
