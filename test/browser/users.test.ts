import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { entities } from 'passport-jit';
import { identity, MAPPING } from '../support/harness/harness';
import { openAdminPage, focusedLabel, openView } from '../support/browser/admin-page';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';
import { signIn } from '../support/browser/sign-in';
import { openBrowserContext } from '../support/browser/chromium';

let app: AdminPageApp;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  app = await startAdminPageApp();
  await app.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'the test' });
  for (let i = 0; i < 60; i += 1) {
    const subject = `user${String(i).padStart(2, '0')}`;
    await app.jit.provision(identity(subject, ['Everyone']), { provider: 'okta' });
  }
  const groups = Array.from({ length: 1000 }, (_, i) => `Group ${i + 1}`);
  await app.jit.provision(identity('zoe', groups), { provider: 'keycloak' });
  ({ page, browserErrors } = await openAdminPage(app));
});
afterAll(() => app.close());
afterEach(() => expect(browserErrors).toEqual([]));

const cards = () => page.locator('.user');
const events = () => page.locator('.event');

describe('users', () => {
  it('are shown a page at a time', async () => {
    await openView(page, app, 'users');
    expect(await cards().count()).toBe(50);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('heading', { name: '12 users on page 2' }).waitFor();
    expect(await cards().count()).toBe(12);
    await page.getByRole('button', { name: 'Previous page' }).click();
    await page.getByRole('heading', { name: '50 users on page 1' }).waitFor();
  });

  it('are found by parts of their names, and the address keeps the search', async () => {
    await openView(page, app, 'users');
    await page.getByRole('searchbox', { name: 'Search' }).fill('USER4');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '10 users' }).waitFor();
    expect(page.url()).toMatch(/#users\?search=USER4$/);
    await page.reload();
    await page.getByRole('heading', { name: '10 users' }).waitFor();
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('USER4');
  });

  it('may be in a thousand groups', async () => {
    await openView(page, app, 'users?search=zoe');
    expect(await page.locator('.names > li').count()).toBe(20);
    await page.getByRole('button', { name: 'Show all 1000' }).click();
    expect(await page.locator('.names > li').count()).toBe(1000);
    await cards().getByText('Nothing', { exact: true }).waitFor();
  });

  it('can be deactivated, which ends their sessions, and activated again', async () => {
    const cy = await (await openBrowserContext()).newPage();
    await signIn(cy, app.url, 'Cy');
    await openView(page, app, 'users?search=cy@acme');
    await page.getByRole('button', { name: 'Deactivate Cy Castro' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await cards().getByText('Deactivated').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Activate Cy Castro');
    await cy.goto(`${app.url}/login/acme`);
    await cy.getByRole('button', { name: 'Cy' }).click();
    await cy.getByText('user_deactivated').waitFor();

    await page.getByRole('button', { name: 'Activate Cy Castro' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('button', { name: 'Deactivate Cy Castro' }).waitFor();
    await signIn(cy, app.url, 'Cy');
  });

  it('keep their last owner', async () => {
    await openView(page, app, 'users?search=ada');
    await page.getByRole('button', { name: 'Deactivate Ada Adler' }).click();
    await page.getByRole('checkbox', { name: 'I understand' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate my account' }).click();
    await cards().getByRole('alert').getByText('last active owner').waitFor();
  });

  it('say what was given by hand', async () => {
    const { manager } = app.dataSource;
    const user = await manager.findOneByOrFail(entities.User, { email: 'zoe@example.com' });
    const team = await manager.findOneByOrFail(entities.Team, { name: 'Analytics' });
    await manager.save(entities.Membership, { userId: user.id, teamId: team.id, role: 'VIEWER' });
    await openView(page, app, 'users?search=zoe');
    await cards().getByText('VIEWER in the team Analytics').waitFor();
    await cards()
      .getByText(/^given by hand, on /)
      .waitFor();
  });
});

describe('the audit log', () => {
  it('is shown a page at a time', async () => {
    await openView(page, app, 'audit-log');
    await page.getByRole('heading', { name: '50 events on page 1' }).waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('heading', { name: /events on page 2/ }).waitFor();
  });

  it('is filtered by what happened, to whom, through which provider, and when', async () => {
    await openView(page, app, 'audit-log');
    await page.getByLabel('What', { exact: true }).selectOption('Deactivated');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('heading', { name: '1 event' }).waitFor();
    await events().getByText('Ada Adler').waitFor();

    await page.getByRole('link', { name: 'Without filters' }).click();
    await page.getByRole('heading', { name: '50 events' }).waitFor();
    await page.getByLabel('User', { exact: true }).fill('zoe@example.com');
    await page.getByLabel('Provider', { exact: true }).fill('keycloak');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 event' }).waitFor();
    await events().getByText('No group of theirs gave anything').waitFor();

    await page.getByLabel('To', { exact: true }).fill('2020-01-01T00:00');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing that fits is in the audit log' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing that fits is in the audit log' }).waitFor();
    expect(await page.getByLabel('To', { exact: true }).inputValue()).toBe('2020-01-01T00:00');
  });

  it('says so when no user matches the search', async () => {
    await openView(page, app, 'audit-log');
    await page.getByLabel('User', { exact: true }).fill('unknown@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('No user matches this.').waitFor();
    expect(await page.getByLabel('User', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('User', { exact: true }).fill('user');
    await page.keyboard.press('Enter');
    await page.getByText('Several users match. Enter more of the name or address.').waitFor();
  });

  it('keeps the focus in the field of a user who goes on typing', async () => {
    await openView(page, app, 'audit-log');
    let answer = () => {};
    const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/admin/audit?*', async (route) => {
      await mayAnswer;
      await route.continue();
    });
    await page.getByLabel('Provider', { exact: true }).fill('keycloak');
    const asked = page.waitForRequest('**/admin/audit?*');
    await page.keyboard.press('Enter');
    await asked;
    await page.getByLabel('User', { exact: true }).fill('ad');
    answer();
    await page.getByRole('heading', { name: '1 event' }).waitFor();
    await page.unroute('**/admin/audit?*');
    expect(await focusedLabel(page)).toBe('User');
  });

  it('tells of refusals', async () => {
    await openView(page, app, 'audit-log?type=denied');
    await events().getByText('The account is deactivated').waitFor();
    await events().getByRole('link', { name: 'Cy Castro' }).waitFor();
  });

  it('can be reached from a user', async () => {
    await openView(page, app, 'users?search=user07');
    await page.getByRole('link', { name: 'Audit log of user07' }).click();
    await page.getByRole('heading', { name: '1 event' }).waitFor();
    await events().getByText('Account created').waitFor();
  });

  it('downloads all that fits, and not only the page', async () => {
    await openView(page, app, 'audit-log?type=created');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'NDJSON' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    expect(lines.length).toBe(63);
    expect(new Set(lines.map((line) => JSON.parse(line).type))).toEqual(new Set(['created']));
  });
});
