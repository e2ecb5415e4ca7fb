/** Every screen, in both themes, as a machine can judge whether everybody can use it: axe finds nothing serious. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

/** Address → the heading of the screen there. */
const screens: Readonly<Record<string, string>> = {
  '/overview': 'Overview',
  '/calls': 'Calls',
  '/review': 'Review',
  '/incidents': 'Incidents',
  '/webhooks?show=all': 'Webhooks',
  '/chains?show=all': 'Chains',
  '/chains/flows': 'Chains',
  '/missing': 'Missing',
  '/operations': 'Operations',
  '/endpoints': 'Endpoints',
  '/activity': 'Activity',
  '/connections': 'Connections',
  '/connections?show=gaps': 'Connections',
  '/connections?show="dead letters"': 'Connections',
  '/health': 'Health',
  '/settings': 'Settings',
};
/** Lists whose first row is opened too, beside the list and on a page of its own. */
const lists = ['/calls', '/incidents', '/webhooks?show=all', '/chains?show=all', '/endpoints'];

/** What is wrong for somebody, a line each. */
async function faults(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary.split('\n')[1]}`),
    );
}

/** A page has no frames, of which axe would ask one by one, and keeps axe once it has been given it. */
async function axeIn(page: Page): Promise<AxeBuilder> {
  const known = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder(known ? { page, axeSource: ';' } : { page });
  return axe.setLegacyMode().options({ resultTypes: ['violations'] });
}

/** Everything in the light theme; in the dark one what can differ, which is colours. */
async function faultsInBothThemes(page: Page): Promise<string[]> {
  const become = (scheme: string) =>
    page.evaluate((to) => document.documentElement.setAttribute('data-mantine-color-scheme', to), scheme);
  const light = await faults(await axeIn(page));
  await become('dark');
  const dark = await faults((await axeIn(page)).withRules(['color-contrast']));
  await become('light');
  return [...light, ...dark.map((fault) => `dark: ${fault}`)];
}

/** Loaded, and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForFunction(
    () =>
      document.querySelector('[aria-busy="true"]') === null &&
      document
        .getAnimations()
        .every(
          ({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity,
        ),
  );
}

/** Goes there as a link would, without loading everything anew. */
async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => window.history.pushState({}, '', to), address);
  await expect(page.getByRole('main').getByRole('heading', { level: 1, name: screens[address] ?? '' })).toBeVisible();
}

test('axe finds nothing serious on any screen, in either theme', async ({ openConsole, startPlatform }) => {
  const platform = await startPlatform('--seed', '3', '--history', '100', '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(page.getByText('100 calls', { exact: false }).first()).toBeVisible();
  /** Fault → the screens that have it. */
  const found: Record<string, string[]> = {};
  const look = async (screen: string) => {
    await settled(page);
    for (const fault of await faultsInBothThemes(page)) found[fault] = [...(found[fault] ?? []), screen];
  };
  for (const address of Object.keys(screens)) {
    await go(page, address);
    await look(address);
  }
  for (const list of lists) {
    await go(page, list);
    await page.getByRole('grid').getByRole('row').nth(1).click();
    await expect(page.getByRole('region', { name: /^Selected/ })).toBeVisible();
    await look(`${list}, a row beside the list`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('grid', { name: screens[list] ?? '' })).toHaveCount(0);
    await look(`${list}, a row on its page`);
  }
  await go(page, '/calls');
  await settled(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('the keys');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('the palette');
  expect(found).toEqual({});
});
