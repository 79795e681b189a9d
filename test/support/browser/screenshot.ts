import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Keeps what is in sight, for whoever wants to see what a test saw. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: join(__dirname, '../../browser/screenshots', `${name}.png`),
    animations: 'disabled',
  });
}
