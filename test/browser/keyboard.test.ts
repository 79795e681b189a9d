import type { Page } from 'playwright-core';
import { MAPPING } from '../support/harness/harness';
import { openAdminPage, focusedLabel } from '../support/browser/admin-page';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';

let app: AdminPageApp;
let page: Page;

beforeAll(async () => {
  app = await startAdminPageApp();
  await app.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'the test' });
  ({ page } = await openAdminPage(app));
});
afterAll(() => app.close());

const press = (key: string) => page.keyboard.press(key);

/** Goes on with the Tab key until something has the focus; fails when it comes round without having met it. */
async function tabTo(name: string | RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < 120; step += 1) {
    const at = await focusedLabel(page);
    if (typeof name === 'string' ? at === name : name.test(at)) return;
    passed.push(at);
    await press(key);
  }
  throw new Error(`Tab never came to ${String(name)}, only to ${passed.join(' | ')}`);
}

it('leads past the header to the content', async () => {
  await press('Tab');
  expect(await focusedLabel(page)).toBe('Skip to the content');
  await press('Enter');
  await press('Tab');
  expect(await focusedLabel(page)).toBe('Just-in-time provisioning');
  await press('Space');
  await press('Space');
});

it('adds, moves, removes and brings back entries', async () => {
  await tabTo('Add entry');
  await press('Enter');
  expect(await focusedLabel(page)).toBe('Group of entry 5');
  await page.keyboard.type('Guests');
  await press('Tab');
  await page.keyboard.type('Analytics');
  await press('Alt+ArrowUp');
  expect(await focusedLabel(page)).toBe('Team of entry 4');
  expect(await page.getByLabel('Group of entry 4').inputValue()).toBe('Guests');
  await tabTo('↑Move entry 4 up');
  await press('Enter');
  await press('Enter');
  expect(await focusedLabel(page)).toBe('↑Move entry 2 up');
  await press('Enter');
  await press('Enter');
  expect(await focusedLabel(page)).toBe('↑Move entry 1 up');
  expect(await page.getByLabel('Group of entry 1').inputValue()).toBe('Guests');

  await tabTo('✕Remove entry 1');
  await press('Enter');
  expect(await focusedLabel(page)).toBe('✕Remove entry 1');
  expect(await page.getByLabel('Group of entry 1').inputValue()).toBe('Administrators');
  await expectAnnounced('Entry 1 removed');
  await tabTo('Undo');
  await press('Enter');
  expect(await focusedLabel(page)).toBe('Group of entry 1');
  expect(await page.getByLabel('Group of entry 1').inputValue()).toBe('Guests');
});

it('leads from a mistake to its field, and saves', async () => {
  await tabTo('Save');
  await press('Enter');
  await page.getByRole('heading', { name: 'Fix 1 error' }).waitFor();
  expect(await focusedLabel(page)).toBe('Fix 1 error to save. Nothing was saved.');
  await press('Tab');
  expect(await focusedLabel(page)).toBe('Entry 1, role');
  await press('Enter');
  expect(await focusedLabel(page)).toBe('Role of entry 1');
  await page.keyboard.type('VIEWER');
  // Enter in a field saves nothing.
  await press('Escape');
  await press('Enter');
  await tabTo('Save');
  await press('Enter');
  await page.getByText('Saved as version 2').first().waitFor();
  expect(await focusedLabel(page)).toBe('Save');
  await expectAnnounced('Saved as version 2');
});

it('asks in dialogs that give the focus back', async () => {
  await tabTo('Enhanced just-in-time syncing', 'Shift+Tab');
  await press('Space');
  await tabTo('Save');
  await press('Enter');
  await page.getByRole('heading', { name: 'See what it would do first?' }).waitFor();
  expect(await focusedLabel(page)).toBe('Preview first');
  await press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await focusedLabel(page)).toBe('Save');
  await press('Enter');
  await page.getByRole('dialog').waitFor();
  await press('Enter');
  await page.locator('.headline').waitFor();
  expect(await focusedLabel(page)).toBe('Preview');
  await tabTo('Discard');
  await press('Enter');
  await page.getByRole('dialog').waitFor();
  expect(await focusedLabel(page)).toBe('Cancel');
  await press('Shift+Tab');
  expect(await focusedLabel(page)).toBe('Discard');
  await press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await focusedLabel(page)).toBe('Settings');
});

it('chooses between table and JSON with the arrow keys', async () => {
  await tabTo('Table');
  await press('ArrowRight');
  expect(await focusedLabel(page)).toBe('JSON');
  await press('Tab');
  expect(await focusedLabel(page)).toBe('The mapping as JSON');
  // Tab is for going on, also out of a text field.
  await press('Tab');
  expect(await focusedLabel(page)).not.toBe('The mapping as JSON');
});

it('goes to the other views by their links', async () => {
  await tabTo('Users', 'Shift+Tab');
  await press('Enter');
  await page.getByRole('heading', { name: '1 user' }).waitFor();
  expect(await focusedLabel(page)).toBe('Users');
  await tabTo('Search');
  await page.keyboard.type('unknown');
  await press('Enter');
  await page.getByRole('heading', { name: 'No user was found' }).waitFor();
  expect(await focusedLabel(page)).toBe('No user was found');
});

async function expectAnnounced(text: string): Promise<void> {
  await page.locator('#announcements', { hasText: text }).waitFor({ state: 'attached' });
}
