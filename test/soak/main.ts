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
import { launchBrowser, startConsole } from '../bench/ui/console.ts';
import { startPlatformProcess } from '../e2e/platform-process.ts';
import { countIn, heapMb, processorSeconds, unsettled, until } from './watch.ts';

const history = 2_000;
/** Calls a second before the platform goes and after it is back. */
const rate = '5';
const settleMs = 10_000;
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

const folder = mkdtempSync(join(tmpdir(), 'aftercall-soak-'));
const browser = await launchBrowser();
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function soak(): Promise<boolean> {
  const platformDir = join(folder, 'platform');
  const args = ['--seed', '3', '--history', String(history), '--rate', rate];
  const before = await startPlatformProcess(platformDir, args);
  const { port } = new URL(before.streamUrl);
  const mirror = join(folder, 'mirror');
  const running = await startConsole(browser, mirror, { url: before.streamUrl, token: before.token });
  const page = await running.context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`the page failed: ${error.message}`));
  page.on('requestfailed', (request) =>
    faults.push(`no answer: ${request.url()} ${request.failure()?.errorText ?? ''}`),
  );
  let requests = 0;
  page.on('request', () => {
    requests += 1;
  });

  await page.goto(`${running.origin}/calls`);
  await until('the console is live', async () => countIn(mirror, 'call') >= history);
  await sleep(3000);
  await before.close();
  const known = countIn(mirror, 'call');
  say(`The platform is gone; the mirror has ${known} calls.`);
  await page.getByText('Offline since').first().waitFor({ timeout: 15_000 });

  const began = performance.now();
  const cpuBefore = processorSeconds(running.pid);
  const heapBefore = await heapMb(page);
  const open = (to: string) => page.locator(`nav[aria-label="Main"] a[href="/${to}"]`).first().click();
  let rounds = 0;
  let reviewed = 0;
  while (performance.now() - began < untilMs) {
    for (const place of places) {
      await open(place);
      faults.push(...(await unsettled(page, settleMs)).map((what) => `${place}: ${what}`));
    }
    await open('review');
    await page
      .getByText(/reviewed today|today/)
      .first()
      .waitFor();
    faults.push(...(await unsettled(page, settleMs)).map((what) => `review: ${what}`));
    await page.keyboard.press('3');
    await page.keyboard.press('r');
    reviewed += 1;
    await until('the mark is kept', async () => countIn(mirror, 'review WHERE reviewed_at IS NOT NULL') === reviewed);
    rounds += 1;
    // A person stops to read; this is also when idle costs show.
    requests = 0;
    await sleep(20_000);
    if (requests > 40) faults.push(`${requests} requests within 20 s of rest`);
  }
  const seconds = (performance.now() - began) / 1000;
  const cpuShare = (processorSeconds(running.pid) - cpuBefore) / seconds;
  const heapAfter = await heapMb(page);

  const after = await startPlatformProcess(platformDir, [...args, '--port', port]);
  const back = performance.now();
  await page.getByText('Offline since').first().waitFor({ state: 'hidden', timeout: 120_000 });
  const backMs = performance.now() - back;
  await until('new calls come in', async () => countIn(mirror, 'call') > known);
  const kept = countIn(mirror, 'review WHERE reviewed_at IS NOT NULL');
  const gaps = countIn(mirror, 'gap');
  await after.close();
  await running.close();

  say(`${(seconds / 60).toFixed(1)} minutes without the platform, ${rounds} rounds of ${places.length + 1} screens`);
  say(`reviewed meanwhile ${reviewed}, kept ${kept}; gaps in the stream once it is back ${gaps}`);
  say(
    `processor time of core ${(cpuShare * 100).toFixed(1)} % of one core; script heap ${heapBefore.toFixed(0)} to ${heapAfter.toFixed(0)} MB`,
  );
  say(`live again ${(backMs / 1000).toFixed(1)} s after the platform`);
  for (const fault of new Set(faults)) say(`FAULT ${fault}`);
  return faults.length === 0 && kept === reviewed && gaps === 0;
}
