import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { until } from '../../fixtures/wait.ts';
import { consume } from './consumer.ts';

const script = join(import.meta.dirname, '../../../electron/platform/main.ts');

function start(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { stdout: '', stderr: '', code: undefined as number | null | undefined };
  child.stdout.on('data', (chunk) => {
    out.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    out.stderr += chunk;
  });
  child.on('close', (code) => {
    out.code = code;
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, out };
}

const ended = (out: { code: number | null | undefined }) => until('the end', () => out.code !== undefined);

test.each(['SIGINT', 'SIGTERM'] as const)('prints its URL alone, serves, and ends cleanly on %s', async (signal) => {
  const { child, out } = start(
    '--port',
    '0',
    '--token',
    't',
    '--rate',
    '0',
    '--history',
    '20',
    '--data',
    temporaryFolder(),
  );
  await until('the URL', () => out.stdout.includes('\n'));
  expect(out.stdout).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/events\n$/);
  const consumer = await consume(out.stdout.trim());
  await consumer.first('stream.caughtup');
  child.kill(signal);
  await ended(out);
  expect(out.code).toBe(0);
  expect(consumer.closed?.code).toBe(1012);
});

test('refuses an unknown option with a clear word and code 2', async () => {
  const { out } = start('--histroy', '20');
  await ended(out);
  expect(out.code).toBe(2);
  expect(out.stderr).toMatch(/--histroy/);
  expect(out.stdout).toBe('');
});

test('explains itself', async () => {
  const { out } = start('--help');
  await ended(out);
  expect(out.code).toBe(0);
  for (const option of ['--port', '--token', '--seed', '--rate', '--history', '--data', '--fault'])
    expect(out.stdout).toContain(option);
});

test('a port that is taken is one sentence', async () => {
  const first = start('--port', '0', '--rate', '0', '--history', '1', '--data', temporaryFolder());
  await until('the URL', () => first.out.stdout.includes('\n'));
  const { port } = new URL(first.out.stdout.trim());
  const { out } = start('--port', port, '--data', temporaryFolder());
  await ended(out);
  expect(out).toMatchObject({ code: 1, stderr: `platform: Port ${port} is in use; say another with --port.\n` });
});

test.runIf(process.platform === 'linux')('a data folder that cannot be made is one sentence, at once', async () => {
  const { out } = start('--data', '/proc/none');
  await ended(out);
  expect(out.code).toBe(1);
  expect(out.stderr).toBe('platform: The data folder /proc/none cannot be used: nothing can be kept there.\n');
});
