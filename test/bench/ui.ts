/**
 * How fast the console is to the hand, in Chromium over the browser shell, on a mirror of many calls with what was said in them and with
 * the platform gone. A page is closed and opened for each load; all else is done in one page, as by a person.
 */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import type { Bench } from './metric.ts';
import { readingMirror } from './reading-mirror.ts';
import { launchBrowser, openCalls, type RunningConsole, startConsole } from './ui/console.ts';
import { openNext, scroll, typeSearch } from './ui/hands.ts';

const limits = {
  first_rows_warm_ms: 1000,
  first_rows_cold_ms: 2500,
  search_p95_ms: 100,
  dropped_frames_pct: 1,
  open_call_ms: 100,
  heap_mb: 150,
  initial_js_gzip_kb: 350,
} as const;

/** As many as somebody searches, opens and looks at in half an hour. */
const rounds = 30;
const screens = ['/overview', '/webhooks', '/chains', '/incidents', '/review', '/activity', '/settings'];

export const ui: Bench = async ({ calls = 50_000, mirror }) => {
  const { dataDir, world, done } = await readingMirror(mirror, calls);
  const browser = await launchBrowser();
  try {
    // Builds the renderer, which is no part of a start.
    await (await startConsole(browser, dataDir)).close();
    const found = await measure(browser, dataDir, world.words);
    return Object.entries(found).map(([id, value]) => ({ id, value, unit: id.split('_').at(-1) ?? '' }));
  } finally {
    await browser.close();
    done();
  }
};

async function measure(browser: Browser, folder: string, words: readonly string[]) {
  const began = performance.now();
  const running = await startConsole(browser, folder);
  try {
    const first = await openCalls(running);
    const cold = performance.now() - began;
    await first.close();
    const warm: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const asked = performance.now();
      const again = await openCalls(running);
      warm.push(performance.now() - asked);
      await again.close();
    }
    const script = await initialScript(running);
    const page = await openCalls(running);
    const searches: number[] = [];
    for (const word of words.slice(0, 12)) searches.push(...(await typeSearch(page, word)));
    await page.goto(`${running.origin}/calls`);
    await openFirst(page);
    const opened: number[] = [];
    for (let turn = 0; turn < 40; turn += 1) opened.push(await openNext(page));
    await page.goto(`${running.origin}/calls`);
    await openFirst(page);
    const { frames, dropped, blank } = await scroll(page, 5000);
    note(`scrolled: ${frames} frames, ${dropped} dropped, ${blank} without a row`);
    const heap = await heapAfterWork(page, words);
    const found: Record<keyof typeof limits, number> = {
      first_rows_warm_ms: share(warm, 0.5),
      first_rows_cold_ms: cold,
      search_p95_ms: share(searches, 0.95),
      dropped_frames_pct: (100 * dropped) / (frames + dropped),
      open_call_ms: share(opened, 0.95),
      heap_mb: heap,
      initial_js_gzip_kb: script,
    };
    for (const [id, limit] of Object.entries(limits)) note(`${id}: limit ${limit}`);
    return found;
  } finally {
    await running.close();
  }
}

/** Shows the call of the first row beside the list. */
async function openFirst(page: Page): Promise<void> {
  await page.locator('table[aria-label="Calls"] tbody tr[aria-rowindex]').first().click();
  await page.locator('article[aria-label="Call"] [role="tabpanel"]').waitFor();
}

/** Kilobytes of gzip of all scripts that the start page asked for before it was painted. */
async function initialScript({ context, origin }: RunningConsole): Promise<number> {
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(origin);
  await page.getByRole('heading', { name: 'Overview' }).first().waitFor();
  const bytes = (await Promise.all([...sizes])).reduce((sum, size) => sum + size, 0);
  await page.close();
  return bytes / 1000;
}

/** Megabytes of live script objects after many searches, calls, scrolls and screens in one page that is never loaded anew. */
async function heapAfterWork(page: Page, words: readonly string[]): Promise<number> {
  const go = (to: string) => page.locator(`nav[aria-label="Main"] a[href="${to}"]`).first().click();
  for (let round = 0; round < rounds; round += 1) {
    await go(screens[round % screens.length] ?? '/overview');
    await page.waitForTimeout(200);
    await go('/calls');
    await openFirst(page);
    for (let turn = 0; turn < 5; turn += 1) await openNext(page);
    await scroll(page, 300);
    await page.keyboard.press('Escape');
    await typeSearch(page, words[round % words.length] ?? 'a');
    await page.getByRole('combobox', { name: 'Search calls' }).fill('');
  }
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

const note = (text: string): void => void process.stdout.write(`  ${text}\n`);
