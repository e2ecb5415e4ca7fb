/** What an operator does, or waits for, at the beginning of many tests. */
import { expect, type Page } from '@playwright/test';

/** All that the platform had to tell is in the mirror: lists that are opened from now on hold still. */
export async function caughtUp(page: Page): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Main' }).getByText('Live').first()).toBeVisible();
}

/** The demo's receivers lie on loopback, which the guard refuses until an operator allows it by name. */
export async function allowLoopback(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Connections', exact: true }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('dialog');
  await editor.getByRole('button', { name: /Allow/ }).click();
  await editor.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
  await editor.getByLabel('Ranges').first().click();
  await page.getByRole('option', { name: 'loopback' }).click();
  await page.keyboard.press('Tab');
  await editor.getByRole('button', { name: 'Save the connection' }).click();
  await expect(editor).toBeHidden();
}
