import type { Page } from 'playwright-core';
import { identity, MAPPING } from '../support/harness/harness';
import { openAdminPage, openView, showMappingAs } from '../support/browser/admin-page';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';
import { screenshot } from '../support/browser/screenshot';

let app: AdminPageApp;
let page: Page;
let browserErrors: string[];

async function open(settings: object = {}) {
  app = await startAdminPageApp();
  await app.jit.settings.update(
    { justInTime: true, mapping: MAPPING, ...settings },
    { version: 0, actor: 'the test' },
  );
  ({ page, browserErrors } = await openAdminPage(app));
}

afterEach(async () => {
  await page.context().close();
  await app.close();
  expect(browserErrors).toEqual([]);
});

const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
const saved = (version: number) => page.getByText(`Saved as version ${version}`).first().waitFor();
const showJson = () => showMappingAs(page, 'JSON');
const showTable = () => showMappingAs(page, 'Table');
const json = () => page.getByLabel('The mapping as JSON');
const inDialog = (button: string) => page.getByRole('dialog').getByRole('button', { name: button }).click();
const current = () => app.jit.settings.get();

describe('the mapping as JSON', () => {
  it('shows what the table has, and the table shows what it has', async () => {
    await open();
    await page.getByLabel('Role of entry 1').fill('EDITOR');
    await showJson();
    const text = await json().inputValue();
    expect(JSON.parse(text).mappings[0].role_name).toBe('EDITOR');
    await json().fill(text.replace('"Managers"', '"Leads"'));
    await showTable();
    expect(await page.getByLabel('Group of entry 2').inputValue()).toBe('Leads');
    await save();
    await saved(2);
    expect((await current()).mapping?.mappings.slice(0, 2)).toEqual([
      { group_name: 'Administrators', team_name: 'Analytics', role_name: 'EDITOR' },
      { group_name: 'Leads', team_name: 'Incident Response', role_name: 'EDITOR' },
    ]);
  });

  it('says where it is no JSON, and the table leads there', async () => {
    await open();
    await showJson();
    await json().fill('{\n  "mappings": [\n    { "group_name": "A" "team_name": "B" }\n  ]\n}');
    await page.getByRole('button', { name: 'Line 3, column 24' }).waitFor();
    await page.getByText('A comma or } is missing here').first().waitFor();
    await save();
    await page.getByRole('heading', { name: 'Fix 1 error' }).waitFor();
    await showTable();
    await page.getByText('The table cannot show this JSON. Line 3').waitFor();
    await page.getByRole('button', { name: 'Go to the line' }).click();
    expect(await json().evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBe(41);
    expect((await current()).version).toBe(1);
  });

  it('shows every fault of the server at its line, until it is fixed', async () => {
    await open();
    await showJson();
    const text = JSON.stringify({ ...MAPPING, tenant_permision: [] }, null, 2).replace('"EDITOR"', '"EDITR"');
    await json().fill(text);
    await save();
    const lineOf = (part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;
    for (const part of ['tenant_permision', 'EDITR']) {
      await page.getByRole('button', { name: `Line ${lineOf(part)},` }).waitFor();
    }
    expect(await page.locator('.gutter .wrong').allTextContents()).toContain(String(lineOf('EDITR')));
    // What stands further up moves the rest, and the fault goes with it.
    await json().fill(`\n\n${text}`);
    await page.getByRole('button', { name: `Line ${lineOf('EDITR') + 2},` }).waitFor();
    await json().fill(text.replace('EDITR', 'EDITOR').replace(',\n  "tenant_permision": []', ''));
    await page.getByRole('heading', { name: 'to save. Nothing was saved' }).waitFor({ state: 'hidden' });
    await save();
    await page.getByText('There is nothing to save').first().waitFor();
  });

  it('finds the places in older spellings, too, and reads them', async () => {
    await open();
    await showJson();
    const older = (role: string) =>
      JSON.stringify(
        {
          user_group_mapping: {
            group_attribute_name: 'memberOf',
            tenant_owners_group: 'Administrators',
            mappings: [{ sso_group: 'Everyone', team_name: 'Analytics', role_name: role }],
          },
        },
        null,
        2,
      );
    await json().fill(older('VIEWR'));
    await save();
    await page.getByRole('button', { name: 'Line 9,' }).waitFor();
    await json().fill(older('VIEWER'));
    await showTable();
    expect(await page.getByLabel('Group attribute').inputValue()).toBe('memberOf');
    expect(await page.getByLabel('Group of entry 1').inputValue()).toBe('Everyone');
    await save();
    await saved(2);
    expect(await current()).toMatchObject({
      groupAttribute: 'memberOf',
      mapping: { tenant_owners_groups: ['Administrators'] },
    });
  });
});

it('tells "leave alone" from "no user"', async () => {
  await open();
  const owners = page.getByRole('switch', { name: 'Groups decide who owns the tenant' });
  await owners.uncheck();
  await page.getByText('the mapping leaves owner status alone').waitFor();
  await showJson();
  expect(JSON.parse(await json().inputValue())).not.toHaveProperty('tenant_owners_groups');
  await showTable();
  await owners.check();
  // What was there is back.
  await page.getByRole('button', { name: 'Remove owner group 1' }).click();
  await page.getByText('No owner group yet').waitFor();
  await showJson();
  expect(JSON.parse(await json().inputValue()).tenant_owners_groups).toEqual([]);
});

it('lets entries be dragged', async () => {
  await open();
  await page.getByLabel('Group of entry 4').scrollIntoViewIfNeeded();
  const [from, to] = await Promise.all(
    [3, 0].map((index) => page.locator('.handle').nth(index).boundingBox()),
  );
  await page.mouse.move(from!.x + 4, from!.y + 8);
  await page.mouse.down();
  await page.mouse.move(to!.x + 4, to!.y + 20, { steps: 5 });
  await page.mouse.move(to!.x + 4, to!.y + 2, { steps: 3 });
  await page.mouse.up();
  const groups = await page
    .getByLabel(/^Group of entry/)
    .evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
  expect(groups).toEqual(['Phishing', 'Administrators', 'Managers', 'Everyone']);
});

it('names a danger, and does it only when it is ticked', async () => {
  await open({ enhancedSync: true });
  await page.getByRole('button', { name: 'Remove owner group 1' }).click();
  await save();
  await inDialog('Save without a preview');
  await page.getByRole('heading', { name: 'This is dangerous' }).waitFor();
  await screenshot(page, 'settings-danger');
  await inDialog('Save all the same');
  await page.getByRole('alert').getByText('Tick each sentence to go on.').waitFor();
  expect((await current()).version).toBe(1);
  await page.getByRole('checkbox', { name: 'no user would own the tenant' }).check();
  await inDialog('Save all the same');
  await saved(2);
  expect((await current()).mapping?.tenant_owners_groups).toEqual([]);
});

describe('when another administrator saves at the same time', () => {
  async function conflict() {
    await open();
    await page.getByLabel('Role of entry 1').fill('EDITOR');
    await app.jit.settings.update(
      {
        groupAttribute: 'memberOf',
        mapping: { ...MAPPING, tenant_owners_groups: ['Administrators', 'Bosses'] },
      },
      { version: 1, actor: 'bo@acme.example' },
    );
    await save();
    await page
      .getByRole('heading', { name: 'bo@acme.example saved version 2 while you were editing' })
      .waitFor();
  }

  it('says what, and goes on with what was written here', async () => {
    await conflict();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Group attribute: groups → memberOf').waitFor();
    await dialog.getByText('Bosses → tenant owner').waitFor();
    await screenshot(page, 'settings-conflict');
    await inDialog('Merge my changes');
    await page.getByText('Your changes are merged with version 2.').waitFor();
    expect(await page.getByLabel('Group of owner group 2').inputValue()).toBe('Bosses');
    expect(await page.getByLabel('Role of entry 1').inputValue()).toBe('EDITOR');
    // What was not touched here is theirs now.
    expect(await page.getByLabel('Group attribute').inputValue()).toBe('memberOf');
    await save();
    await saved(3);
    expect((await current()).mapping?.mappings[0]?.role_name).toBe('EDITOR');
  });

  it('loads theirs, and keeps what was written here in sight', async () => {
    await conflict();
    await inDialog('Load version 2');
    const own = JSON.parse(await page.getByLabel('Your mapping, which was not saved').inputValue());
    expect(await page.getByLabel('Role of entry 1').inputValue()).toBe('TEAM_ADMIN');
    expect(own.mappings[0].role_name).toBe('EDITOR');
  });
});

describe('the versions', () => {
  async function threeVersions() {
    await open();
    await app.jit.settings.update({ groupAttribute: 'memberOf' }, { version: 1, actor: 'bo@acme.example' });
    await page.reload();
    await page.getByText('Earlier versions').click();
    await page.getByText('Group attribute: groups → memberOf').waitFor();
    await page.getByRole('button', { name: 'Go back to version 1' }).click();
  }

  it('can be loaded into the form', async () => {
    await threeVersions();
    await inDialog('Load into the form');
    await page.getByText('Not saved yet', { exact: true }).waitFor();
    expect(await page.getByLabel('Group attribute').inputValue()).toBe('groups');
    expect((await current()).version).toBe(2);
  });

  it('can be put in force at once', async () => {
    await threeVersions();
    await inDialog('Put in force at once');
    await saved(3);
    expect((await current()).groupAttribute).toBe('groups');
    await openView(page, app, 'audit-log?type=settings');
    await page.getByText('Version 3, which goes back to version 1').waitFor();
  });
});

it('offers to report only', async () => {
  await open();
  await page.getByRole('switch', { name: 'Enhanced just-in-time syncing' }).check();
  await page.getByRole('checkbox', { name: 'Report only' }).check();
  await save();
  await saved(2);
  expect((await current()).enhancedSync).toBe('report-only');
});

it('keeps what was written while other views are looked at', async () => {
  await open();
  await page.getByLabel('Group attribute').fill('memberOf');
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('heading', { name: '1 user' }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  expect(await page.getByLabel('Group attribute').inputValue()).toBe('memberOf');
});

it('says so when the session has ended, and loses nothing', async () => {
  await open();
  await page.getByLabel('Group attribute').fill('memberOf');
  await page.context().clearCookies();
  await save();
  await page.getByRole('alert').getByText('Your session has ended').waitFor();
  expect(await page.getByLabel('Group attribute').inputValue()).toBe('memberOf');
});

it('shows 10,000 entries at once, and takes changes of them', async () => {
  const mappings = Array.from({ length: 10_000 }, (_, i) => ({
    group_name: `Group ${i + 1}`,
    team_name: 'Analytics',
    role_name: 'VIEWER',
  }));
  await open({ mapping: { ...MAPPING, mappings } });
  await page.getByText('10,000 entries', { exact: true }).waitFor();
  await page.getByLabel('Find in the entries').fill('group 9999');
  await page.getByLabel('Role of entry 9999').fill('EDITR');
  await save();
  await page.getByRole('button', { name: 'Entry 9999, role' }).click();
  await page.getByLabel('Role of entry 9999').fill('EDITOR');
  await showJson();
  const text = await json().inputValue();
  await json().evaluate((field) => field.scrollTo(0, field.scrollHeight));
  await page.locator('.gutter', { hasText: String(text.split('\n').length) }).waitFor();
  await save();
  await saved(2);
  expect((await current()).mapping?.mappings[9998]?.role_name).toBe('EDITOR');
});

it('says that removals are held, and releases them', async () => {
  app = await startAdminPageApp({ removalSafeguard: { window: '1h', maxUsers: 1, maxShare: 0 } });
  await app.jit.settings.update(
    { justInTime: true, enhancedSync: true, mapping: MAPPING },
    { version: 0, actor: 'the test' },
  );
  for (const groups of [['Everyone'], []]) {
    for (const subject of ['p', 'q', 'r']) {
      await app.jit.provision(identity(subject, groups), { provider: 'okta' });
    }
  }
  ({ page, browserErrors } = await openAdminPage(app));
  const notice = page.getByRole('region', { name: 'Held removals' });
  await notice.getByText('Removals are held since').waitFor();
  await screenshot(page, 'settings-held');
  await notice.getByRole('button', { name: 'Release the held removals' }).click();
  await inDialog('Release');
  await notice.waitFor({ state: 'hidden' });
  await page.goto(`${app.url}/admin/#audit-log?type=removalsReleased`);
  await page.getByRole('heading', { name: '1 event' }).waitFor();
});

describe('settings that come from code', () => {
  it('are shown, and cannot be edited', async () => {
    const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
    app = await startAdminPageApp({ settings });
    ({ page, browserErrors } = await openAdminPage(app));
    await page.getByText('These settings come from the code of the app').waitFor();
    await screenshot(page, 'settings-fixed');
    for (const input of await page.locator('main input:visible').all()) {
      expect(
        await input.evaluate(
          (field: HTMLInputElement) => field.disabled || field.readOnly || field.type === 'radio',
        ),
      ).toBe(true);
    }
    for (const name of ['Save', 'Discard', 'Add entry', 'Remove entry 1', 'Move entry 1 down']) {
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
    }
    expect(await page.getByLabel('Group of entry 2').inputValue()).toBe('Managers');
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.locator('.headline').waitFor();
    await showJson();
    expect(await json().evaluate((field: HTMLTextAreaElement) => field.readOnly)).toBe(true);
  });
});
