/** The demo's receivers lie on loopback, which the guard refuses until an operator allows it by name. */
import { expect, type Page } from '@playwright/test';

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
