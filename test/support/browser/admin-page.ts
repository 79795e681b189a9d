import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowserContext } from './chromium';
import type { AdminPageApp } from '../apps/admin-page-app';
import { signIn } from './sign-in';

/** A window in which Ada, who owns the tenant, has the page open, and what went wrong in it. */
export interface AdminPage {
  page: Page;
  /** What the browser complained about: scripts that threw, things that the policy of the page forbade. */
  browserErrors: string[];
}

export async function openAdminPage(
  app: Pick<AdminPageApp, 'url'>,
  { view = 'settings', ...options }: BrowserContextOptions & { view?: string } = {},
): Promise<AdminPage> {
  const page = await (await openBrowserContext(options)).newPage();
  const browserErrors: string[] = [];
  page.on('pageerror', (error) => browserErrors.push(String(error)));
  page.on('console', (message) => {
    // The browser logs every refusal of the API, which the page then shows in its own words.
    const isRefusal = /Failed to load resource: the server responded with a status of 4\d\d/.test(
      message.text(),
    );
    if (message.type() === 'error' && !isRefusal) browserErrors.push(message.text());
  });
  page.on('dialog', (dialog) => void dialog.accept());
  await signIn(page, app.url, 'Ada');
  await openView(page, app, view);
  return { page, browserErrors };
}

/** Opens a view anew and waits until it shows something. */
export async function openView(page: Page, { url }: Pick<AdminPageApp, 'url'>, view: string): Promise<void> {
  // Where only the part after # is another one, the page stays, and still shows what it showed before.
  await page.goto('about:blank');
  await page.goto(`${url}/admin/#${view}`);
  const [name = ''] = view.split('?');
  if (name === 'settings') await page.getByRole('button', { name: 'Preview' }).waitFor();
  else await page.locator('main > div:not([hidden]) > h2:not(:empty)').waitFor();
}

/**
 * Chooses how the mapping is shown. The radio button lies under its label, and the page moves when faults go away:
 * only a click that is checked to reach the label, and else repeated, arrives.
 */
export function showMappingAs(page: Page, view: 'Table' | 'JSON'): Promise<void> {
  return page
    .getByRole('group', { name: 'Edit the mapping as' })
    .locator('label')
    .getByText(view, { exact: true })
    .click();
}

/** The place of the focus, as a screen reader would name it. */
export function focusedLabel(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement;
    const label =
      element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent;
    return (label ?? '').replace(/\s+/g, ' ').trim();
  });
}
