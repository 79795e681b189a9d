import type { Page } from 'playwright-core';
import { MAPPING } from '../support/harness/harness';
import { focusedLabel, openAdminPage } from '../support/browser/admin-page';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';

let app: AdminPageApp;
let page: Page;
let browserErrors: string[];

async function open(entries = MAPPING.mappings as object[]) {
  app = await startAdminPageApp();
  await app.jit.settings.update(
    { justInTime: true, mapping: { ...MAPPING, mappings: entries as never } },
    { version: 0, actor: 'the test' },
  );
  ({ page, browserErrors } = await openAdminPage(app));
}
afterEach(async () => {
  await page.context().close();
  await app.close();
  expect(browserErrors).toEqual([]);
});

const press = (key: string) => page.keyboard.press(key);
const many = (length: number) =>
  Array.from({ length }, (_, i) => ({
    group_name: `Group ${i + 1}`,
    team_name: 'Analytics',
    role_name: 'VIEWER',
  }));
const cell = (column: string, row: number) =>
  page.getByLabel(new RegExp(`^${column}( \\(optional\\))? of entry ${row}$`));
const shownRows = () =>
  page.locator('table[aria-label^="Which group gives which role"] tr[data-index]').count();
const mappings = async () => (await app.jit.settings.get()).mapping!.mappings;

it('has only the rows in the document that are in sight', async () => {
  await open(many(1500));
  await page.getByText('1,500 entries', { exact: true }).waitFor();
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1500);
  expect(await shownRows()).toBeLessThan(60);
  await page.getByLabel('Find in the entries').fill('Group 14');
  await page.getByText('111 of 1,500 entries').waitFor();
  await cell('Group', 14).waitFor();
  await page.getByLabel('Find in the entries').fill('');
  await page.getByRole('button', { name: 'Add entry' }).click();
  expect(await focusedLabel(page)).toBe('Group of entry 1501');
  expect(await shownRows()).toBeLessThan(60);
  // The number of the row does not reach into its field.
  const [place, field] = await Promise.all([
    page.locator('tr[data-index="1500"] .place').evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect().right;
    }),
    cell('Group', 1501).evaluate((element) => element.getBoundingClientRect().left),
  ]);
  expect(place).toBeLessThanOrEqual(field);
});

it.each([8, 1500])('needs few presses of Tab to get past %i rows', async (length) => {
  await open(many(length));
  await page.getByRole('switch', { name: 'Just-in-time provisioning' }).focus();
  let presses = 0;
  while ((await focusedLabel(page)) !== 'Save') {
    await press('Tab');
    presses += 1;
    expect(presses).toBeLessThan(45);
  }
});

it('goes from row to row by the arrow keys, and adds rows by Enter', async () => {
  await open();
  await cell('Team', 1).focus();
  await press('ArrowDown');
  expect(await focusedLabel(page)).toBe('Team of entry 2');
  await press('ArrowUp');
  expect(await focusedLabel(page)).toBe('Team of entry 1');
  await cell('Role', 4).focus();
  await press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('tr[data-index="4"]').length > 0);
  expect(await focusedLabel(page)).toBe('Group of entry 5');
  // A blank row is enough.
  await press('Enter');
  expect(await shownRows()).toBe(5);
});

it('saves by Ctrl+S', async () => {
  await open();
  await cell('Role', 1).fill('EDITOR');
  await press('Control+s');
  await page.getByText('Saved as version 2').first().waitFor();
  expect((await mappings())[0]!.role_name).toBe('EDITOR');
});

it('takes rows from a spreadsheet, and takes every step back', async () => {
  await open();
  const paste = (text: string) =>
    page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      document.activeElement!.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, text);
  await page.getByRole('button', { name: 'Add entry' }).click();
  await paste('Group\tTeam\tRole\r\nA\tAnalytics\tVIEWER\r\nB\tIncident Response\tPhishing\tEDITOR\r\n');
  expect(await focusedLabel(page)).toBe('Group of entry 5');
  expect(await cell('Role', 5).inputValue()).toBe('VIEWER');
  expect(await cell('Case group', 6).inputValue()).toBe('Phishing');
  await page.getByRole('button', { name: 'Remove entry 1' }).click();
  await page.getByRole('button', { name: 'Remove entry 1' }).click();
  expect(await shownRows()).toBe(4);
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  await undo.click();
  expect(await cell('Group', 1).inputValue()).toBe('Administrators');
  expect(await cell('Group', 6).inputValue()).toBe('B');
  await cell('Group', 1).focus();
  await press('Control+z');
  expect(await shownRows()).toBe(5);
  await undo.click();
  expect(await shownRows()).toBe(4);
  expect(await undo.count()).toBe(0);
});

it('keeps what the table has no cell for', async () => {
  await open();
  const labelled = { group_name: 'A', team_name: 'Analytics', role_name: 'VIEWER', label: 'The A team' };
  await page.route('**/admin/settings', async (route) => {
    const request = route.request();
    if (request.method() === 'PUT')
      return route.fulfill({ status: 422, json: { code: 'x', detail: request.postData() } });
    const response = await route.fetch();
    const json = await response.json();
    const everyone = [{ team_name: 'Analytics', role_name: 'VIEWER' }];
    return route.fulfill({ response, json: { ...json, mapping: { mappings: [labelled], everyone } } });
  });
  await page.reload();
  await cell('Role', 1).fill('EDITOR');
  await press('Control+s');
  await page.getByRole('alert').getByText('"label":"The A team"').waitFor();
  await page.getByRole('alert').getByText('"everyone":[{').waitFor();
});
