/** What a hand does in the list of calls, timed within the page: from the event to the frame after the one that shows its result. */
import type { Page } from '@playwright/test';

const waitMs = 5_000;

/** Types `text` letter by letter; milliseconds of each from key to painted result. */
export async function typeSearch(page: Page, text: string): Promise<number[]> {
  const box = page.getByRole('combobox', { name: 'Search calls' });
  await box.fill('');
  await page.waitForFunction(() => !location.search.includes('text='));
  await box.focus();
  const times: number[] = [];
  for (let end = 1; end <= text.length; end += 1) {
    await page.evaluate(() => performance.clearMarks('key'));
    const painted = page.evaluate(
      ({ wanted, waitMs }) =>
        new Promise<number>((done, fail) => {
          const began = performance.now();
          const look = () => {
            const pressed = performance.getEntriesByName('key').at(-1)?.startTime ?? 0;
            const here = new URLSearchParams(location.search).get('text')?.replaceAll('"', '') === wanted;
            const grid = document.querySelector('table[aria-label="Calls"]');
            const fresh = grid === null || !(grid.matches('[data-stale]') || grid.querySelector('[data-stale]'));
            if (pressed > 0 && here && fresh) requestAnimationFrame(() => done(performance.now() - pressed));
            else if (performance.now() - began > waitMs)
              fail(
                new Error(`"${wanted}" was not found in time: ${location.search}, key at ${pressed}, fresh ${fresh}`),
              );
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
      { wanted: text.slice(0, end), waitMs },
    );
    await page.keyboard.press(text.charAt(end - 1));
    times.push(await painted);
  }
  return times;
}

/** Puts the cursor on the next row by `j` and shows its call; milliseconds from key to painted call. */
export async function openNext(page: Page): Promise<number> {
  const before = await page.evaluate(() => {
    performance.clearMarks('key');
    return { href: location.href, shown: document.querySelector('article[aria-label="Call"]')?.textContent };
  });
  const painted = page.evaluate(
    ({ before, waitMs }) =>
      new Promise<number>((done, fail) => {
        const began = performance.now();
        const look = () => {
          const pressed = performance.getEntriesByName('key').at(-1)?.startTime ?? 0;
          const call = document.querySelector('article[aria-label="Call"]');
          const there = call?.querySelector('[role="tabpanel"]') && call.textContent !== before.shown;
          if (pressed > 0 && location.href !== before.href && there) {
            requestAnimationFrame(() => done(performance.now() - pressed));
          } else if (performance.now() - began > waitMs) fail(new Error('the call was never shown'));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    { before, waitMs },
  );
  await page.keyboard.press('j');
  return painted;
}

export interface Scrolled {
  frames: number;
  dropped: number;
  /** Frames in which the middle of the list showed no row. */
  blank: number;
}

/** Wheels through the list for `forMs`. A frame is dropped for each 60th of a second that passed without one. */
export async function scroll(page: Page, forMs: number): Promise<Scrolled> {
  const box = await page.locator('table[aria-label="Calls"] tbody').boundingBox();
  if (box === null) throw new Error('the list has no rows to scroll');
  const at = { x: box.x + 200, y: 500 };
  await page.mouse.move(at.x, at.y);
  const watched = page.evaluate(
    ({ forMs, at }) =>
      new Promise<Scrolled>((done) => {
        const sum: Scrolled = { frames: 0, dropped: 0, blank: 0 };
        const began = performance.now();
        let last = began;
        const look = (now: number) => {
          sum.frames += 1;
          sum.dropped += Math.max(0, Math.round(((now - last) * 60) / 1000) - 1);
          last = now;
          if (!document.elementFromPoint(at.x, at.y)?.closest('tr[aria-rowindex]')) sum.blank += 1;
          if (now - began < forMs) requestAnimationFrame(look);
          else done(sum);
        };
        requestAnimationFrame(look);
      }),
    { forMs, at },
  );
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    await page.mouse.wheel(0, 120);
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  return watched;
}
