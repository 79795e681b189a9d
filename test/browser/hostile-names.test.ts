import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { identity, MAPPING } from '../support/harness/harness';
import { openAdminPage, openView, showMappingAs } from '../support/browser/admin-page';
import { hostileGroups } from '../support/fixtures/hostile-groups';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';
import { screenshot } from '../support/browser/screenshot';

let app: AdminPageApp;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  app = await startAdminPageApp({ createMissingTeams: true });
  const mappings = hostileGroups.map((group) => ({
    group_name: group,
    team_name: `Team ${group}`.slice(0, 255),
    role_name: 'EDITOR',
  }));
  await app.jit.settings.update(
    { justInTime: true, mapping: { ...MAPPING, mappings: [...MAPPING.mappings, ...mappings] } },
    { version: 0, actor: '=cmd@acme.example' },
  );
  const [markup] = hostileGroups;
  const attributes = { given_name: markup, family_name: 'a\u202Eb', groups: hostileGroups };
  await app.jit.provision(identity('mallory', [], { attributes }), { provider: 'okta' });
  ({ page, browserErrors } = await openAdminPage(app));
});
afterAll(() => app.close());

afterEach(async () => {
  expect(browserErrors).toEqual([]);
  expect(await page.title()).toMatch(/^(Settings|Users|Audit log) – Provisioning$/);
  expect(await page.locator('main img, main script, main [onerror]').count()).toBe(0);
});

it('stand in the table as they are, with a note where they are not what they seem', async () => {
  for (const [index, group] of hostileGroups.entries()) {
    const input = page.getByLabel(`Group of entry ${index + 5}`, { exact: true });
    // A line break has no place in a field of one line.
    expect(await input.inputValue()).toBe(group.replace('\n', ''));
  }
  expect(await descriptionOf(page.getByLabel('Group of entry 11', { exact: true }))).toBe(
    'Reads: Admin[U+202E]srotart',
  );
  await screenshot(page, 'hostile-settings');
});

it('are kept, code point for code point, when something else is edited', async () => {
  await page.getByLabel('Role of entry 1', { exact: true }).fill('VIEWER');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved as version 2').first().waitFor();
  const { mapping } = await app.jit.settings.get();
  expect(mapping!.mappings.slice(4).map(({ group_name }) => group_name)).toEqual(hostileGroups);
});

it('stand in the JSON with every character visible', async () => {
  await showMappingAs(page, 'JSON');
  const text = await page.getByLabel('The mapping as JSON').inputValue();
  expect(text).toContain('"Admin\\u202esrotart"');
  expect(text).toContain('"zero\\u200bwidth"');
  expect(text).not.toMatch(/[\p{Cf}]/u);
  const groups = JSON.parse(text)
    .mappings.slice(4)
    .map((entry: { group_name: string }) => entry.group_name);
  expect(groups).toEqual(hostileGroups);
  await showMappingAs(page, 'Table');
});

it('stand in the preview as text', async () => {
  await page.getByRole('switch', { name: 'Enhanced' }).check();
  await page.getByLabel('Role of entry 5', { exact: true }).fill('VIEWER');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('because of group <img src=x onerror="document.title=1">').first().waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
});

it('stand beside a user as text that cannot reach out of its place', async () => {
  await openView(page, app, 'users?search=mallory');
  const names = page.locator('.names > li');
  expect(await names.count()).toBe(hostileGroups.length);
  expect(await names.nth(0).innerText()).toBe(hostileGroups[0]);
  expect(await names.nth(6).innerText()).toBe('AdminU+202Esrotart');
  expect(await names.nth(8).innerText()).toBe('zeroU+200Bwidth');
  expect(await names.nth(12).innerText()).toBe('👩\u200D💻 developers');
  const isolated = await names.evaluateAll((items) =>
    items.every((item) => item.querySelector('bdi') !== null),
  );
  expect(isolated).toBe(true);
  await screenshot(page, 'hostile-users');
});

it('are shortened when they are long, and can be read in full', async () => {
  const long = page.locator('.names > li').nth(13);
  expect((await long.innerText()).length).toBeLessThan(200);
  await long.getByRole('button', { name: 'show all 1024 characters' }).click();
  expect(await long.innerText()).toContain('x'.repeat(1024));
  await long.getByRole('button', { name: 'show less' }).click();
  expect((await long.innerText()).length).toBeLessThan(200);
});

it('are harmless in the CSV of the audit log', async () => {
  await openView(page, app, 'audit-log');
  await screenshot(page, 'hostile-audit-log');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  const rows = cellsOf(await readFile(await download.path(), 'utf8'));
  expect(rows[0]).toContain('actor');
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(rows.flat()).toContain("'=cmd@acme.example");
  expect(rows.every((row) => row.length === rows[0]!.length)).toBe(true);
});

async function descriptionOf(input: Locator): Promise<string | null> {
  const id = await input.getAttribute('aria-describedby');
  return page.locator(`[id="${id}"]`).textContent();
}

/** RFC 4180, read by hand: a library would forgive what a spreadsheet does not. */
function cellsOf(csv: string): string[][] {
  const rows = [...csv.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*)\r\n/g)];
  return rows.map(([, row = '']) =>
    [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    ),
  );
}
