/**
 * `npm run soak -- --minutes 30`: works in the console for so long while the platform is gone, then lets the platform come back. Seen on
 * every screen: whether anything still spins or says that it could not be read. Counted at the end: what was reviewed meanwhile and is
 * there, and whether the mirror has every call the platform has. Exits with 1 when anything was lost or spun on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { launchBrowser, startConsole } from '../bench/ui/console.ts';
import { startPlatformProcess } from '../e2e/platform-process.ts';
import { countIn, heapMb, processorSeconds, unsettled, until } from './watch.ts';

const history = 2_000;
/** Calls a second before the platform goes and after it is back. */
const rate = '5';
const settleMs = 10_000;
const restMs = 20_000;
const places = [
  'overview',
  'calls',
  'webhooks',
  'chains',
  'incidents',
  'endpoints',
  'operations',
  'activity',
  'health',
];

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const untilMs = Number(values.minutes) * 60_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function soak(): Promise<boolean> {
  const mirror = join(folder, 'mirror');
  const platform = (...more: string[]) =>
    startPlatformProcess(join(folder, 'platform'), [
      '--seed',
      '3',
      '--history',
      String(history),
      '--rate',
      rate,
      ...more,
    ]);
  const first = await platform();
  const running = await startConsole(browser, mirror, { url: first.streamUrl, token: first.token });
  let second: typeof first | undefined;
  try {
    const page = await running.context.newPage();
    const faults = faultsOf(page);
    await page.goto(`${running.origin}/calls`);
    await until('all calls are in', () => countIn(mirror, 'call') > history);
    await first.close();
    await offlineLine(page).waitFor({ timeout: 60_000 });
    const known = countIn(mirror, 'call');
    say(`The platform is gone; the mirror has ${known} calls.`);

    const began = performance.now();
    const processor = processorSeconds(running.pid);
    const heap = await heapMb(page);
    let rounds = 0;
    for (; performance.now() - began < untilMs; rounds += 1) {
      for (const place of places) {
        await open(page, place);
        faults.push(...(await unsettled(page, settleMs)).map((what) => `${place}: ${what}`));
      }
      await reviewOne(page);
      await until('the review is kept', () => reviewedIn(mirror) === rounds + 1);
      faults.push(...(await chatter(page)));
    }
    const seconds = (performance.now() - began) / 1000;
    const share = (100 * (processorSeconds(running.pid) - processor)) / seconds;
    say(`${(seconds / 60).toFixed(1)} minutes without it, ${rounds} rounds of ${places.length + 1} screens`);
    say(
      `core: ${share.toFixed(1)} % of one processor; the page: ${heap.toFixed(0)}, then ${(await heapMb(page)).toFixed(0)} MB`,
    );

    const back = performance.now();
    second = await platform('--port', new URL(first.streamUrl).port);
    await offlineLine(page).waitFor({ state: 'hidden', timeout: 120_000 });
    say(`live again ${((performance.now() - back) / 1000).toFixed(1)} s after it was started again`);
    await until('new calls come in', () => countIn(mirror, 'call') > known);
    const kept = reviewedIn(mirror);
    const gaps = countIn(mirror, 'gap');
    say(`reviewed ${rounds}, kept ${kept}; gaps in the stream ${gaps}`);
    for (const fault of new Set(faults)) say(`FAULT ${fault}`);
    return faults.length === 0 && kept === rounds && gaps === 0;
  } finally {
    await running.close();
    await first.close();
    await second?.close();
  }
}

const offlineLine = (page: Page) => page.getByText('Offline since').first();
const reviewedIn = (mirror: string): number => countIn(mirror, 'review WHERE reviewed_at IS NOT NULL');
const open = (page: Page, to: string) => page.locator(`nav[aria-label="Main"] a[href="/${to}"]`).first().click();

/** What fails in the page from now on. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(`the page failed: ${message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.url()} answered ${response.status()}`);
  });
  return faults;
}

/** Scores and reviews the call that is next, by keyboard. */
async function reviewOne(page: Page): Promise<void> {
  await open(page, 'review');
  await page.getByRole('button', { name: /^Queue/ }).click();
  await page.getByRole('menuitem', { name: 'Not reviewed' }).click();
  await page.getByRole('navigation', { name: 'Queue' }).locator('[aria-current]').waitFor();
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press('3');
  await page.getByRole('status', { name: 'Done last' }).filter({ hasText: '3 of 5' }).waitFor();
  await page.keyboard.press('r');
}

/** A person stops to read, and the page should be as quiet. */
async function chatter(page: Page): Promise<string[]> {
  let requests = 0;
  const count = () => {
    requests += 1;
  };
  page.on('request', count);
  await sleep(restMs);
  page.off('request', count);
  return requests > restMs / 500 ? [`${requests} requests in ${restMs / 1000} s of rest`] : [];
}

const folder = mkdtempSync(join(tmpdir(), 'aftercall-soak-'));
const browser = await launchBrowser();
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
