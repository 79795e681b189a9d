import type { Page, Route } from 'playwright-core';
import { entities } from 'passport-jit';
import { identity, MAPPING } from '../support/harness/harness';
import { openAdminPage, openView } from '../support/browser/admin-page';
import { startAdminPageApp, type AdminPageApp } from '../support/apps/admin-page-app';

/** The page says what is so, and loses nothing that was written on it. */
let app: AdminPageApp;
let page: Page;
let browserErrors: string[];

async function open(settings: object = {}, options: Parameters<typeof startAdminPageApp>[0] = {}) {
  app = await startAdminPageApp(options);
  await app.jit.settings.update(
    { justInTime: true, mapping: MAPPING, ...settings },
    { version: 0, actor: 'the test' },
  );
  ({ page, browserErrors } = await openAdminPage(app));
}

afterEach(async () => {
  await page.context().close();
  await app.close();
  const unexpected = browserErrors.filter(
    (error) => !/ERR_CONNECTION_RESET|ERR_FAILED|status of 5/.test(error),
  );
  expect(unexpected).toEqual([]);
});

const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
const saved = (version: number) => page.getByText(`Saved as version ${version}`).first().waitFor();
const inDialog = (button: string) => page.getByRole('dialog').getByRole('button', { name: button }).click();
const current = () => app.jit.settings.get();
const attribute = () => page.getByLabel('Group attribute');
const groups = async () => (await current()).mapping?.mappings.map(({ group_name }) => group_name);

async function addEntry(group: string) {
  await page.getByRole('button', { name: 'Add entry' }).click();
  for (const cell of [group, 'Analytics', '', 'VIEWER']) {
    await page.keyboard.type(cell);
    await page.keyboard.press('Tab');
  }
}

/** Handles the next save as given; later ones pass. */
async function atNextSave(handle: (route: Route) => Promise<void>) {
  await page.route(
    '**/admin/settings',
    (route) => (route.request().method() === 'PUT' ? handle(route) : route.continue()),
    {
      times: 1,
    },
  );
}

/** Answers as the app does when the session of the request has ended. */
async function answerWithoutSession(route: Route): Promise<void> {
  const request = route.request();
  const { cookie: _, ...headers } = await request.allHeaders();
  const answer = await fetch(request.url(), {
    method: request.method(),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':'))),
    body: request.postData(),
  });
  await route.fulfill({
    status: answer.status,
    contentType: answer.headers.get('content-type')!,
    body: await answer.text(),
  });
}

test('the rows of two administrators are merged', async () => {
  await open();
  await addEntry('Mine');
  const theirs = { group_name: 'Theirs', team_name: 'Analytics', role_name: 'VIEWER' };
  const [first, ...rest] = MAPPING.mappings;
  await app.jit.settings.update(
    { mapping: { ...MAPPING, mappings: [{ ...first!, role_name: 'VIEWER' }, ...rest, theirs] } },
    { version: 1, actor: 'bo@acme.example' },
  );
  await page.getByLabel('Role of entry 1').fill('EDITOR');
  await save();
  await page
    .getByRole('heading', { name: 'bo@acme.example saved version 2 while you were editing' })
    .waitFor();
  await inDialog('Merge my changes');
  await page
    .getByText(/you have Administrators → EDITOR in Analytics, the other version has .*VIEWER/)
    .waitFor();
  await save();
  await saved(3);
  expect(await groups()).toEqual(['Administrators', 'Managers', 'Everyone', 'Phishing', 'Theirs', 'Mine']);
});

test('what is written during a save stays, and is not called saved', async () => {
  await open();
  await attribute().fill('memberOf');
  let answer = () => {};
  const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
  await atNextSave(async (route) => {
    await mayAnswer;
    await route.continue();
  });
  await save();
  await page.getByRole('button', { name: 'Saving …' }).waitFor();
  await addEntry('Later');
  answer();
  await page.getByText('Not saved yet. Saved as version 2; you changed more since.').waitFor();
  expect(await page.getByLabel('Group of entry 5').inputValue()).toBe('Later');
  await save();
  await saved(3);
  expect(await current()).toMatchObject({ groupAttribute: 'memberOf' });
  expect(await groups()).toContain('Later');
});

describe('an answer that is lost', () => {
  test('leaves it open whether the change was made, and a check finds that it was', async () => {
    await open();
    await attribute().fill('memberOf');
    await atNextSave(async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await save();
    await page.getByText('It is not known whether your change was made').waitFor();
    expect(await page.getByText('Nothing was changed').count()).toBe(0);
    await page.getByRole('button', { name: 'Check' }).click();
    await saved(2);
    expect((await current()).version).toBe(2);
  });

  test('is checked by the next save, too, which blames no other administrator', async () => {
    await open();
    await attribute().fill('memberOf');
    await atNextSave(async (route) => {
      await route.fetch();
      await route.fulfill({ status: 504, body: '<h1>Gateway timeout</h1>', contentType: 'text/html' });
    });
    await save();
    await page.getByText('It is not known').waitFor();
    await save();
    await saved(2);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('may have been lost on the way there', async () => {
    await open();
    await attribute().fill('memberOf');
    await atNextSave((route) => route.abort('connectionreset'));
    await save();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Your change was not saved: version 1 is still in force').waitFor();
    expect(await attribute().inputValue()).toBe('memberOf');
    await save();
    await saved(2);
  });
});

describe('a session that has ended', () => {
  test.each([
    ['with a refusal', answerWithoutSession],
    ['with 401 and JSON', (route: Route) => route.fulfill({ status: 401, json: { error: 'unauthorized' } })],
    [
      'with a page to sign in at',
      (route: Route) => route.fulfill({ status: 200, contentType: 'text/html', body: 'Sign in' }),
    ],
  ])('says so, keeps the edits and leads to sign in: %s', async (_, handle) => {
    await open();
    await attribute().fill('memberOf');
    await atNextSave(handle);
    await save();
    await page.getByRole('alert').getByText('Your session has ended').waitFor();
    const link = page.getByRole('link', { name: 'Sign in again' });
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await attribute().inputValue()).toBe('memberOf');
    await save();
    await saved(2);
  });

  test('a browser that comes without one gets a page', async () => {
    await open();
    await page.context().clearCookies();
    const response = await page.goto(`${app.url}/admin/?again`);
    expect(response!.status()).toBe(403);
    await page.getByRole('heading', { name: 'Sign in to continue' }).waitFor();
    await page.getByRole('link', { name: 'Try again' }).waitFor();
  });
});

test('what is held or only reported cannot be taken for done', async () => {
  await open({ enhancedSync: true }, { removalSafeguard: { window: '1h', maxUsers: 1, maxShare: 0 } });
  for (const sent of [['Everyone'], []]) {
    for (const subject of ['p', 'q', 'r'])
      await app.jit.provision(identity(subject, sent), { provider: 'okta' });
  }
  await openView(page, app, 'audit-log?type=removalsHeld');
  await page.getByText('Would remove: VIEWER in the team Incident Response').first().waitFor();
  expect(await page.getByText(/^Removed: /).count()).toBe(0);
  const { version } = await current();
  await app.jit.settings.update({ enhancedSync: 'report-only' }, { version, actor: 'the test' });
  await app.jit.provision(identity('r', ['Managers']), { provider: 'okta' });
  await openView(page, app, 'audit-log?type=skipped');
  await page.getByText('Would change: EDITOR in the team Incident Response').waitFor();
});

describe('the preview', () => {
  async function openWithLosses() {
    await open({ enhancedSync: false });
    for (const subject of ['p', 'q'])
      await app.jit.provision(identity(subject, ['Everyone']), { provider: 'okta' });
    // Without sync, their grants stayed when their groups went.
    for (const subject of ['p', 'q'])
      await app.jit.provision(identity(subject, ['Others']), { provider: 'okta' });
    const { version } = await current();
    await app.jit.settings.update({ enhancedSync: true }, { version, actor: 'the test' });
    await page.reload();
  }
  const preview = () => page.getByRole('button', { name: 'Preview', exact: true }).click();

  test('tells what an edit does from what happens anyway', async () => {
    await openWithLosses();
    await preview();
    await page.getByText('You have not changed anything.', { exact: true }).waitFor();
    await page.getByText('with what happens anyway: 2 users would lose access').waitFor();
    await addEntry('No user has it');
    await preview();
    await page.getByText('Your edit changes nothing for any user.', { exact: true }).waitFor();
    await page.getByLabel('Group of entry 5').fill('Others');
    await preview();
    await page.getByText('Because of your edit, of 3 users, 2 users would gain access.').waitFor();
    await page.getByText('Your edit: gains VIEWER in the team Analytics').first().waitFor();
  });

  test('says of groups only what it knows', async () => {
    await open();
    await preview();
    await page.getByText(/^Mapped groups that no user has now: /).waitFor();
    expect(await page.getByText('ever had').count()).toBe(0);
  });

  test('counts as the question does that is asked before saving', async () => {
    await openWithLosses();
    await page.getByRole('button', { name: 'Remove owner group 1' }).click();
    await page.getByLabel('Group of entry 1').fill('Not there');
    await page.getByLabel('Group of entry 2').fill('Not there');
    await page.getByLabel('Group of entry 3').fill('Not there either');
    await page.getByLabel('Group of entry 4').fill('Not there either');
    await preview();
    const total = await page.getByText(/^At the next sign-ins, with what happens anyway/).textContent();
    const [, losing] = /(\d+) users? would lose/.exec(total!)!;
    await save();
    await page.getByRole('checkbox', { name: new RegExp(`^${losing} users? `) }).waitFor();
  });
});

test('an administrator is warned before deactivating themselves', async () => {
  await open();
  await app.jit.invite({ email: 'other@acme.example', tenantOwner: true });
  const { manager } = app.dataSource;
  await manager.update(entities.User, { email: 'other@acme.example' }, { invited: false });
  await openView(page, app, 'users?search=ada');
  await page.getByText('You', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Deactivate Ada Adler' }).click();
  await page.getByRole('heading', { name: 'Deactivate your own account?' }).waitFor();
  await inDialog('Deactivate my account');
  expect((await manager.findOneByOrFail(entities.User, { firstName: 'Ada' })).active).toBe(true);
  await page.getByRole('checkbox', { name: 'I understand' }).check();
  await inDialog('Deactivate my account');
  await page.getByText('Deactivated').first().waitFor();
});

test('a user who cannot be looked up is no dead button', async () => {
  await open();
  await openView(page, app, 'audit-log');
  await page.route('**/admin/users?*', (route) => route.abort('connectionreset'));
  await page.getByLabel('User', { exact: true }).fill('ada');
  await page.keyboard.press('Enter');
  await page.getByText('The server cannot be reached. Check your connection').waitFor();
});
