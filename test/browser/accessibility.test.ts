import type { Page } from 'playwright-core';
import { identity, MAPPING } from '../support/harness/harness';
import { openAdminPage, openView, showMappingAs } from '../support/browser/admin-page';
import { accessibilityViolations } from '../support/browser/accessibility';
import { hostileGroups } from '../support/fixtures/hostile-groups';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';
import { screenshot } from '../support/browser/screenshot';

let app: AdminPageApp;

beforeAll(async () => {
  app = await startAdminPageApp();
  await app.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'the test' });
  await app.jit.provision(identity('mallory', [...hostileGroups, 'Managers']), { provider: 'okta' });
});
afterAll(() => app.close());

const open = (all: Element[]) => all.forEach((details) => details.setAttribute('open', ''));

describe.each([
  ['light', 1200],
  ['light', 320],
  ['dark', 1200],
  ['dark', 320],
] as const)('in %s, %i pixels wide', (colorScheme, width) => {
  let page: Page;

  beforeAll(async () => {
    const viewport = { width, height: 800 };
    ({ page } = await openAdminPage(app, { colorScheme, viewport, reducedMotion: 'reduce' }));
  });
  afterAll(() => page.context().close());

  async function expectAccessible(name: string) {
    await screenshot(page, `look-${name}-${colorScheme}-${width}`);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }

  it('has settings that axe finds nothing wrong with', async () => {
    await openView(page, app, 'settings');
    await expectAccessible('settings');
  });

  it('has mistakes in the table and in the JSON, too', async () => {
    await page.getByRole('button', { name: 'Add entry' }).click();
    await page.getByLabel('Group of entry 5').fill('a\u202eb');
    await page.getByLabel('Team of entry 5').fill('Nowhere');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Fix 2 errors' }).waitFor();
    await expectAccessible('mistakes');
    await showMappingAs(page, 'JSON');
    await page.getByRole('button', { name: /^Line/ }).first().click();
    await expectAccessible('json');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expectAccessible('dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  });

  it('has a preview, the versions, and an empty list of owners', async () => {
    await showMappingAs(page, 'Table');
    await page.getByRole('switch', { name: 'Enhanced' }).check();
    await page.getByRole('checkbox', { name: 'Report only' }).check();
    await page.getByRole('button', { name: 'Remove owner group 1' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.locator('.headline').waitFor();
    await page.getByText('Earlier versions').click();
    await page.getByText('in force', { exact: true }).waitFor();
    await page.locator('section details').evaluateAll(open);
    await expectAccessible('preview');
  });

  it('has users with any names', async () => {
    await openView(page, app, 'users');
    await page
      .getByRole('button', { name: /^show all/ })
      .first()
      .click();
    await expectAccessible('users');
  });

  it('has the audit log with its sources', async () => {
    await openView(page, app, 'audit-log');
    await page.locator('.event details').evaluateAll(open);
    await expectAccessible('audit-log');
  });
});
