import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Saves the visible page for a person who checks a test. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: join(__dirname, '../../browser/screenshots', `${name}.png`),
    animations: 'disabled',
  });
}
