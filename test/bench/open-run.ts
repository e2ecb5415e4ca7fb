/**
 * How long it takes to open a run of 200 steps on a page of its own: from the key that asks for it to the end of the first frame that
 * shows its graph, its timeline and its chosen step. In Chromium, the pages as they are built, core in a process of its own; each run is
 * opened once, by someone who stands on its row for a moment first.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import type { JsonObject } from '../../shared/domain/chain.ts';
import type { StepData } from '../../shared/stream/events.ts';
import { findChromium, howToGetChromium } from '../chromium.ts';
import { openInBrowser } from '../e2e/browser-app.ts';
import { startOwnPlatform } from '../e2e/own-platform.ts';
import { chainRan, flowPublished, step } from '../fixtures/events/chain-ran.ts';
import { answer } from '../fixtures/events/webhook-attempted.ts';
import type { Bench } from './metric.ts';

const stepsOfRun = 200;
/** Code that is loaded and compiled on first use is so by then. */
const warmUp = 4;
const counted = 20;
const runs = warmUp + counted;
const aimMs = 100;
/** Nobody goes to a row and opens it in less. */
const momentMs = 250;

export const openRun: Bench = async () => {
  const found = findChromium();
  if (!found) throw new Error(howToGetChromium);
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  const platform = await startOwnPlatform([flow(), ...Array.from({ length: runs }, (_, n) => failedRun(n))]);
  const { args, executablePath } = found;
  const browser = await chromium.launch({ args, ...(executablePath === null ? {} : { executablePath }) });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const shell = await openInBrowser({
      context,
      dataDir: join(folder, 'console'),
      args: [`--connect=${platform.streamUrl}`],
      token: 'any',
    });
    try {
      const times = (await openEach(shell.page)).slice(warmUp).toSorted((a, b) => a - b);
      const at = (share: number): number => times[Math.ceil(share * times.length) - 1] ?? 0;
      const [median, p95] = [at(0.5), at(0.95)];
      process.stdout.write(
        `  ${times.length} runs of ${stepsOfRun} steps, each opened once: median ${median.toFixed(0)} ms, ` +
          `p95 ${p95.toFixed(0)} ms; aim: under ${aimMs} ms\n`,
      );
      return [
        { id: 'open_run_200_ms', value: median, unit: 'ms' },
        { id: 'open_run_200_p95_ms', value: p95, unit: 'ms' },
      ];
    } finally {
      await shell.close();
    }
  } finally {
    await browser.close();
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Goes down the list, opens each run and comes back. Milliseconds, in the order of the list. */
async function openEach(page: Page): Promise<number[]> {
  await page.getByRole('link', { name: 'Chains', exact: true }).click();
  const whole = page.getByText(`${runs} runs`, { exact: true });
  await whole.waitFor();
  const times: number[] = [];
  for (let n = 0; n < runs; n += 1) {
    await page.keyboard.press('j');
    await page.waitForTimeout(momentMs);
    await page.evaluate(timeNextOpening, stepsOfRun);
    await page.keyboard.press('Enter');
    const painted = await page.waitForFunction(() => document.body.dataset.paintedMs, null, { timeout: 20_000 });
    times.push(Number(await painted.jsonValue()));
    await page.keyboard.press('Escape');
    await whole.waitFor();
  }
  return times;
}

/** Runs in the page. Leaves on the body the milliseconds from the next key to the end of the frame that has everything in place. */
function timeNextOpening(steps: number): void {
  delete document.body.dataset.paintedMs;
  const isThere = (): boolean => {
    const surface = document.querySelector('.react-flow')?.getBoundingClientRect();
    const chosen = document.querySelector('.react-flow__node [aria-pressed="true"]')?.getBoundingClientRect();
    return (
      surface !== undefined &&
      chosen !== undefined &&
      chosen.top >= surface.top &&
      chosen.bottom <= surface.bottom &&
      document.querySelectorAll('section[aria-label="Timeline"] button').length === steps &&
      document.querySelector(`section[aria-label="Step ${steps}"]`) !== null
    );
  };
  const onKey = (event: KeyboardEvent) => {
    const look = () => {
      if (!isThere()) {
        requestAnimationFrame(look);
        return;
      }
      // The message comes once the frame that is being made has been painted.
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        document.body.dataset.paintedMs = String(performance.now() - event.timeStamp);
      };
      after.port2.postMessage(null);
    };
    requestAnimationFrame(look);
  };
  document.addEventListener('keydown', onKey, { capture: true, once: true });
}

const chain = { flowId: 'wrap-up', version: 1, hash: 'as-published' };
const nodeId = (n: number): string => `step-${n + 1}`;
const isCall = (n: number): boolean => n > 0 && n % 3 === 0;
const typeOf = (n: number): string => {
  if (n === 0) return 'onCallEnd';
  if (n === stepsOfRun - 1) return 'log';
  return isCall(n) ? 'httpCall' : 'setVar';
};

/** A trigger, then calls and vars in turn; what fails leads to the last node. */
function flow() {
  const nodes = Array.from({ length: stepsOfRun }, (_, n) => {
    const type = typeOf(n);
    const on: Record<string, string> = n + 1 < stepsOfRun ? { success: nodeId(n + 1) } : {};
    if (type !== 'httpCall') return { id: nodeId(n), type, config: { name: `note_${n}`, value: '{{event.from}}' }, on };
    const body = { from: '{{event.from}}', part: n, last: `{{vars.note_${n - 1}}}` };
    const config = { method: 'POST', url: `https://crm.example.com/calls/{{event.callId}}/${n}`, body };
    return { id: nodeId(n), type, config, on: { ...on, error: nodeId(stepsOfRun - 1) } };
  });
  return flowPublished({ flowId: chain.flowId, name: 'Wrap-up', nodes });
}

function failedRun(n: number): object {
  const begunAt = Date.now() - 3_600_000 + n * 10_000;
  const vars: JsonObject = {};
  const steps: StepData[] = [];
  for (let at = 0; at < stepsOfRun; at += 1) {
    steps.push(stepAt(at, { ...vars }, begunAt + at * 20));
    if (!isCall(at)) vars[`note_${at % 40}`] = `Part ${at} of call ${n}, said in a few words`;
  }
  const startedAt = new Date(begunAt).toISOString();
  return chainRan(`run-${n}`, { callId: `call-${n}`, chain, vars: {}, steps, startedAt });
}

function stepAt(at: number, varsBefore: JsonObject, startedAt: number): StepData {
  const error = { kind: 'template', message: 'Nothing is at vars.name, which {{vars.name}} asks for.' };
  const request = {
    method: 'POST',
    url: `https://crm.example.com/calls/call/${at}`,
    headers: [['content-type', 'application/json']] satisfies [string, string][],
    body: JSON.stringify({ from: '+49305000000', part: at, last: 'said in a few words' }),
  };
  const isLast = at === stepsOfRun - 1;
  return step({
    nodeId: nodeId(at),
    type: typeOf(at),
    varsBefore,
    event: isLast ? null : 'success',
    startedAt: new Date(startedAt).toISOString(),
    durationMs: 20,
    ...(isLast ? { error } : {}),
    ...(isCall(at) ? { request, response: answer(201) } : { request: null, response: null }),
  });
}
