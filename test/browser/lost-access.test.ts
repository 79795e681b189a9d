import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { identity, MAPPING } from '../support/harness/harness';
import { openAdminPage, openView } from '../support/browser/admin-page';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';
import { screenshot } from '../support/browser/screenshot';

let app: AdminPageApp;
let page: Page;

beforeAll(async () => {
  app = await startAdminPageApp();
  await app.jit.settings.update(
    { justInTime: true, enhancedSync: true, mapping: MAPPING },
    { version: 0, actor: 'the test' },
  );
  const signIn = (subject: string, groups: string[]) =>
    app.jit.provision(identity(subject, groups), { provider: 'okta' });
  await signIn('eva', ['Everyone', 'Phishing']);
  await signIn('fin', ['Everyone']);
  await signIn('eva', []);
  ({ page } = await openAdminPage(app));
});
afterAll(() => app.close());

test('answers who lost access this week, each loss once, and why', async () => {
  await openView(page, app, 'audit-log');
  await page.getByLabel('What', { exact: true }).selectOption('Lost access');
  await page.getByRole('button', { name: 'Last 7 days' }).click();
  await page.getByRole('heading', { name: '1 event' }).waitFor();
  expect(page.url()).toContain('effect=lost');
  const event = page.locator('.event');
  await event
    .getByText(
      /Removed: VIEWER in the team Incident Response.*because the provider no longer sent the group Everyone/,
    )
    .waitFor();
  await event.getByText(/^Attributes sent: .*groups/).waitFor();
  await event.getByText('An empty list of groups was sent').waitFor();
  await screenshot(page, 'audit-log-lost-access');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  expect(csv).toContain('eva@example.com,');
  expect(csv).toContain('lost VIEWER in Incident Response because Everyone was no longer sent');
});

test('does not show a total loss twice', async () => {
  await openView(page, app, 'audit-log');
  expect(await page.getByText(/Removed: VIEWER in the team Incident Response/).count()).toBe(1);
  await page.getByText('All access from the identity provider was lost').waitFor();
});
