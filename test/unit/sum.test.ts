/** The sum of the tests must not hide a failure. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { add, inWords, readPlaywright, readVitest } from '../sum.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aftercall-sum-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function report(content: unknown): Promise<string> {
  const path = join(folder, 'report.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const vitest = (changes: object) => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...changes,
});

describe('the sum', () => {
  it('adds up and reads as one line', () => {
    expect(inWords(add({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 }))).toBe(
      '11 passed, 22 failed, 33 skipped',
    );
  });

  it('counts what is pending and to do as skipped', async () => {
    expect(await readVitest(await report(vitest({})), 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  });

  it('counts a file that could not be loaded as a failure', async () => {
    const path = await report(vitest({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] }));
    expect((await readVitest(path, 1)).failed).toBe(1);
  });

  it('does not count a file twice for its failed tests', async () => {
    const assertionResults = [{ status: 'failed' }, { status: 'failed' }];
    const testResults = [{ name: 'a.test.ts', status: 'failed', assertionResults }];
    expect((await readVitest(await report(vitest({ numFailedTests: 2, testResults })), 1)).failed).toBe(2);
  });

  it.each(['failed', 'passed'])('counts a file that never ended as a failure, and names it (%s)', async (status) => {
    const assertionResults = [{ status: 'passed' }, { status: 'pending' }, { status: 'pending' }];
    const path = await report(vitest({ testResults: [{ name: 'crash.test.ts', status, assertionResults }] }));
    const said: string[] = [];
    expect((await readVitest(path, 0, (line) => said.push(line))).failed).toBe(1);
    expect(said).toEqual(['crash.test.ts did not come to its end: of 2 of its tests nothing was told.']);
  });

  it.each([1, null])('counts a runner that ended with %j and no failed test as a failure', async (code) => {
    expect((await readVitest(await report(vitest({})), code)).failed).toBe(1);
    const stats = { expected: 4, unexpected: 0, flaky: 0, skipped: 0 };
    expect((await readPlaywright(await report({ stats }), code)).failed).toBe(1);
  });

  it('counts a test that passed at the second try as passed', async () => {
    const path = await report({ stats: { expected: 4, unexpected: 1, flaky: 2, skipped: 5 } });
    expect(await readPlaywright(path, 1)).toEqual({ passed: 6, failed: 1, skipped: 5 });
  });

  it.each([readVitest, readPlaywright])('counts a missing or unreadable report as a failure', async (read) => {
    const failed = { passed: 0, failed: 1, skipped: 0 };
    expect(await read(join(folder, 'absent.json'), 0)).toEqual(failed);
    expect(await read(await report('{"stats": {'), 0)).toEqual(failed);
    expect(await read(await report({}), 0)).toEqual(failed);
  });
});
