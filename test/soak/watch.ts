/** What is watched while somebody works: what is still on its way on the screen, and what all of it costs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';

/** What is on its way, or went wrong, when `patienceMs` are over; empty as soon as all is settled. */
export async function unsettled(page: Page, patienceMs: number): Promise<string[]> {
  const end = performance.now() + patienceMs;
  for (;;) {
    await sleep(100);
    const left = await page.evaluate(() => {
      const isSeen = (element: Element | null) => element?.checkVisibility() ?? false;
      const endless = document.getAnimations().filter(({ effect, playState }) => {
        const isEndless = effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
        return isEndless && playState === 'running' && effect instanceof KeyframeEffect && isSeen(effect.target);
      });
      const alerts = [...document.querySelectorAll('[role="alert"]')].filter(isSeen);
      return [
        ...endless.map(({ effect }) => {
          const target = effect instanceof KeyframeEffect ? effect.target : null;
          return `spins: ${target?.className} in ${target?.parentElement?.className}`;
        }),
        ...[...document.querySelectorAll('[aria-busy="true"]')]
          .filter(isSeen)
          .map(({ className }) => `busy: ${className}`),
        ...alerts.map(({ textContent }) => `says: ${textContent}`),
      ];
    });
    if (left.length === 0 || performance.now() > end) return left;
  }
}

/** Megabytes of live script objects. */
export async function heapMb(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize / 1e6;
}

/** What a process has had of the processor, in seconds; from Linux's /proc. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Rows of `table` in a mirror. */
export function countIn(dataDir: string, table: string): number {
  const db = new Database(join(dataDir, 'mirror.db'), { readonly: true });
  try {
    return db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  } finally {
    db.close();
  }
}

/** Rejects when it is not so within two minutes. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it never came to this: ${what}`);
    await sleep(100);
  }
}
