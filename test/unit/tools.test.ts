/** A tool that hangs must not hang what started it, nor go on beside it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../fixtures/wait.ts';
import { runTool } from '../tools.ts';

test('a tool that takes too long is ended, with what it has started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aftercall-tool-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const told = join(folder, 'pid');
  const hang = 'setInterval(() => {}, 1000)';
  const program = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hang)}]);
    require('node:fs').writeFileSync(${JSON.stringify(told)}, String(pid)); ${hang}`;
  expect(await runTool('node', ['-e', program], { mostMs: 6000 })).toMatchObject({ code: null, late: true });
  const child = Number(await readFile(told, 'utf8'));
  const isOver = async () => {
    // Whoever is to take note of its end may be slow to: then it is there as a name alone.
    const state = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => null);
    return state === null || / Z /.test(state);
  };
  if (process.platform === 'linux') await until('its child to be gone', isOver);
});

test('one that ends in time says how', async () => {
  expect(await runTool('node', ['-e', 'process.exit(3)'], { mostMs: 60_000 })).toMatchObject({ code: 3, late: false });
});
