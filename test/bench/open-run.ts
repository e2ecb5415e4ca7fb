/**
 * How long it takes to open a run of 200 steps on a page of its own: from the key that asks for it to the first frame that shows its
 * graph and its chosen step. In Chromium, against a core in a process of its own, each run opened for the first time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../chromium.ts';
import { openInBrowser } from '../e2e/browser-app.ts';
import { startOwnPlatform } from '../e2e/own-platform.ts';
import { chainRan, flowPublished, step } from '../fixtures/events/chain-ran.ts';
import type { Bench } from './metric.ts';

const stepsOfRun = 200;
const runs = 14;
/** Code that is loaded on first use is loaded by then. */
const warmUp = 2;
const aimMs = 100;

const nodeName = (n: number): string => (n === 0 ? 'ended' : n === stepsOfRun - 1 ? 'last' : `step-${n}`);

const flow = flowPublished({
  flowId: 'long',
  name: 'Long',
  nodes: Array.from({ length: stepsOfRun }, (_, n) => ({
    id: nodeName(n),
    type: n === 0 ? 'onCallEnd' : 'setVar',
    config: n === 0 ? {} : { name: `v${n}`, value: '{{event.from}}' },
    on: n === stepsOfRun - 1 ? {} : { [n === 0 ? 'triggered' : 'next']: nodeName(n + 1) },
  })),
});

function run(number: number): object {
  const startedAt = new Date(Date.now() - 3_600_000 - number * 60_000).toISOString();
  const steps = Array.from({ length: stepsOfRun }, (_, n) =>
    step({
      nodeId: nodeName(n),
      type: n === 0 ? 'onCallEnd' : 'setVar',
      varsBefore: { summary: 'What was said in this call, in a line or two.', done: n, kept: [1, 2, 3] },
      request: null,
      response: null,
      event: n === stepsOfRun - 1 ? null : n === 0 ? 'triggered' : 'next',
      ...(n === stepsOfRun - 1 ? { error: { kind: 'script', message: 'It threw.' } } : {}),
      startedAt,
      durationMs: 3,
    }),
  );
  const chain = { flowId: 'long', version: 1, hash: 'h' };
  return chainRan(`run-${number}`, { callId: `call-${number}`, chain, status: 'failed', steps, startedAt });
}

export const openRun: Bench = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  const platform = await startOwnPlatform([flow, ...Array.from({ length: runs }, (_, n) => run(n))]);
  const found = findChromium();
  const browser = await chromium.launch({
    args: [...(found?.args ?? [])],
    ...(found?.executablePath ? { executablePath: found.executablePath } : {}),
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const console = await openInBrowser({
      context,
      dataDir: join(dataDir, 'console'),
      args: [`--connect=${platform.streamUrl}`],
      token: 'any',
    });
    const { page } = console;
    await page.getByRole('link', { name: 'Chains', exact: true }).click();
    await page.getByText(`${runs} runs`, { exact: true }).waitFor();
    const opened: number[] = [];
    for (let n = 0; n < runs; n += 1) opened.push(await measure(page));
    await console.close();
    const counted = opened.slice(warmUp).sort((a, b) => a - b);
    const at = (share: number): number =>
      counted[Math.min(counted.length - 1, Math.floor(counted.length * share))] ?? 0;
    process.stdout.write(
      `  ${counted.length} runs of ${stepsOfRun} steps, each opened once: half within ${at(0.5).toFixed(0)} ms, ` +
        `the slowest ${at(1).toFixed(0)} ms; aim: under ${aimMs} ms\n`,
    );
    return [
      { id: 'open_run_200_ms', value: at(0.5), unit: 'ms' },
      { id: 'open_run_200_slowest_ms', value: at(1), unit: 'ms' },
    ];
  } finally {
    await browser.close();
    await platform.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Goes to the next row of the list and opens it; back again afterwards. */
async function measure(page: Page): Promise<number> {
  await page.keyboard.press('j');
  const ms = await page.evaluate(
    (steps) =>
      new Promise<number>((resolve, reject) => {
        const began = performance.now();
        const late = setTimeout(() => reject(new Error('the run was not painted within 20 s')), 20_000);
        const look = () => {
          const isThere =
            document.querySelector('.react-flow__node') !== null &&
            document.querySelector(`section[aria-label="Step ${steps}"]`) !== null;
          if (!isThere) return requestAnimationFrame(look);
          // Twice: the first is called before the frame it belongs to is painted.
          return requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              clearTimeout(late);
              resolve(performance.now() - began);
            }),
          );
        };
        const target = document.activeElement ?? document.body;
        target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        requestAnimationFrame(look);
      }),
    stepsOfRun,
  );
  await page.keyboard.press('Escape');
  await page.getByText(`${runs} runs`, { exact: true }).waitFor();
  return ms;
}
