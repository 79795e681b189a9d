import type { Page } from 'playwright-core';
import { startDemo, type Demo } from '../../examples/demo/app';
import { entities } from 'passport-jit';
import { showMappingAs } from '../support/browser/admin-page';
import { openBrowserContext } from '../support/browser/chromium';
import { screenshot } from '../support/browser/screenshot';
import { signIn } from '../support/browser/sign-in';

/** One company's way from an empty mapping to an identity provider that decides everything. Each step needs the last. */
describe('the whole story', () => {
  let demo: Demo;
  let ada: Page;
  let bo: Page;

  beforeAll(async () => {
    demo = await startDemo(0);
    await demo.jit.settings.update(
      { justInTime: false, enhancedSync: false, mapping: null },
      { version: 1, actor: 'the test' },
    );
    // The first owner of a tenant has no mapping to come in by.
    await demo.jit.invite({ email: 'ada@globex.example', tenantOwner: true });
    ada = await (await openBrowserContext()).newPage();
    bo = await (await openBrowserContext()).newPage();
  });
  afterAll(() => demo.close());

  it('begins with an owner who signs in and opens the page', async () => {
    await signIn(ada, demo.url, 'Ada', 'globex');
    await ada.getByRole('link', { name: 'Settings, users and audit log' }).click();
    await ada.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await ada.getByText('No entry yet').waitFor();
    await screenshot(ada, 'story-01-empty');
  });

  it('goes on with a mapping that is written by hand', async () => {
    await ada.getByRole('switch', { name: 'Just-in-time provisioning' }).check();
    for (const [group, team, caseGroup, role] of [
      ['Administrators', 'Analytics', '', 'TEAM_ADMIN'],
      ['Everyone', 'Incident Response', '', 'VIEWER'],
      ['Managers', 'Incident Response', '', 'EDITR'],
      ['Phishing', 'Incident Response', 'Phishing', 'EDITOR'],
    ] as const) {
      await ada.getByRole('button', { name: 'Add entry' }).click();
      // The new row has the focus.
      for (const cell of [group, team, caseGroup, role]) {
        await ada.keyboard.type(cell);
        await ada.keyboard.press('Tab');
      }
    }
    // Managers are in Everyone too: what is to win comes first.
    await ada.getByRole('button', { name: 'Move entry 3 up' }).click();
    expect(await ada.getByLabel('Group of entry 2').inputValue()).toBe('Managers');
    await ada.getByText('Not saved yet').waitFor();
    await screenshot(ada, 'story-02-written');
  });

  it('shows a mistake at its place', async () => {
    await ada.getByRole('button', { name: 'Save', exact: true }).click();
    await ada.getByRole('heading', { name: 'Fix 1 error to save. Nothing was saved.' }).waitFor();
    const role = ada.getByLabel('Role of entry 2');
    expect(await role.getAttribute('aria-invalid')).toBe('true');
    const fault = ada.locator(`[id="${await role.getAttribute('aria-describedby')}"]`);
    expect(await fault.textContent()).toContain('did you mean "EDITOR"?');
    await screenshot(ada, 'story-03-mistake');
    await ada.getByRole('button', { name: 'Entry 2, role' }).click();
    expect(await role.evaluate((input) => input === document.activeElement)).toBe(true);
    expect((await demo.jit.settings.get()).version).toBe(2);
  });

  it('shows the same mistake at its line of the JSON', async () => {
    await showMappingAs(ada, 'JSON');
    const line = ada.getByRole('button', { name: /^Line \d+, column \d+$/ });
    const number = Number(/\d+/.exec((await line.textContent()) ?? '')![0]);
    const text = await ada.getByLabel('The mapping as JSON').inputValue();
    expect(text.split('\n')[number - 1]).toContain('"role_name": "EDITR"');
    await line.click();
    await screenshot(ada, 'story-04-mistake-in-json');
    await showMappingAs(ada, 'Table');
  });

  it('lets it be fixed, and previewed', async () => {
    await ada.getByLabel('Role of entry 2').fill('EDITOR');
    await ada.getByRole('button', { name: 'Preview' }).click();
    await ada.getByText('Your edit changes nothing for any user.', { exact: true }).waitFor();
    await ada.getByText('Mapped groups that no user has now: 2').waitFor();
    await screenshot(ada, 'story-05-preview');
  });

  it('saves it', async () => {
    await ada.getByRole('button', { name: 'Save', exact: true }).click();
    await ada.getByText('Saved as version 3').first().waitFor();
    await screenshot(ada, 'story-06-saved');
    const { justInTime, mapping } = await demo.jit.settings.get();
    expect(justInTime).toBe(true);
    expect(mapping?.mappings.map(({ group_name }) => group_name)).toEqual([
      'Administrators',
      'Managers',
      'Everyone',
      'Phishing',
    ]);
  });

  it('gives a user who was never invited an account', async () => {
    await signIn(bo, demo.url, 'Bo');
    await bo.getByText('It made your account.').waitFor();
    await screenshot(bo, 'story-07-bo');
  });

  it('admits owners only', async () => {
    expect(await bo.getByRole('link', { name: 'Settings, users and audit log' }).count()).toBe(0);
    expect((await bo.goto(`${demo.url}/admin/`))?.status()).toBe(403);
    await bo.goto(demo.url);
  });

  it('shows the owner what he has, and why', async () => {
    await ada.getByRole('link', { name: 'Users' }).click();
    const card = ada.getByRole('listitem', { name: 'Bo Berg' });
    await card.waitFor();
    expect(await card.getByRole('list').first().getByRole('listitem').allTextContents()).toEqual([
      'Managers',
      'Everyone',
      'Phishing',
    ]);
    const grants = await card.locator('.grants > li').allInnerTexts();
    expect(grants).toEqual([
      expect.stringMatching(
        /^EDITOR in the team Incident Response\s+from group Managers, entry 2 of the mapping, version 3, through acme, on /,
      ),
      expect.stringMatching(
        /^EDITOR in the case group Phishing of Incident Response\s+from group Phishing, entry 4 of the mapping/,
      ),
    ]);
    await screenshot(ada, 'story-08-users');
  });

  it('offers a preview before enhanced sync is turned on', async () => {
    await ada.getByRole('link', { name: 'Settings' }).click();
    await ada.getByRole('switch', { name: 'Enhanced just-in-time syncing' }).check();
    await ada.getByRole('button', { name: 'Save', exact: true }).click();
    await ada.getByRole('heading', { name: 'See what it would do first?' }).waitFor();
    await screenshot(ada, 'story-09-offer');
    await ada.getByRole('button', { name: 'Preview first' }).click();
    await ada.locator('.headline').waitFor();
    await screenshot(ada, 'story-10-preview');
    await ada.getByRole('button', { name: 'Save', exact: true }).click();
    await ada.getByText('Saved as version 4').first().waitFor();
    expect((await demo.jit.settings.get()).enhancedSync).toBe(true);
  });

  it('refuses a role that is given by hand from then on', async () => {
    await bo.getByRole('button', { name: 'Make me TEAM_ADMIN of Incident Response' }).click();
    await bo.getByText('managed_by_identity_provider').waitFor();
    await screenshot(bo, 'story-11-refused');
    const [user] = await usersNamed('Bo');
    const grants = await demo.jit.explain(user!.id);
    expect(grants.map((grant) => ('role' in grant ? grant.role : ''))).toEqual(['EDITOR', 'EDITOR']);
  });

  it('follows the groups at the next sign-in', async () => {
    demo.identityProviders.acme.directory.get('bo')!.groups = ['Everyone'];
    await signIn(bo, demo.url, 'Bo');
    await bo.getByText('Changed: VIEWER (was EDITOR)').first().waitFor();
  });

  it('has all of it in the audit log', async () => {
    await ada.getByRole('link', { name: 'Audit log' }).click();
    await ada.getByRole('heading', { name: /events, newest first/ }).waitFor();
    await screenshot(ada, 'story-12-audit-log');
    const events = await ada.locator('.event').allInnerTexts();
    expect(events.map((text) => text.split('\n')[0])).toEqual([
      'Grants changed',
      'Settings changed',
      'Account created',
      'Settings changed',
      'Invitation taken up',
      'Invited',
      'Settings changed',
      'Settings changed',
    ]);
    expect(events[0]).toContain('Changed: VIEWER in the team Incident Response (was EDITOR)');
    expect(events[1]).toContain('Enhanced just-in-time syncing: off → on');
    expect(events[1]).toContain('Ada Adler');
    expect(events[2]).toContain('because of group Managers, entry 2 of the mapping');
    expect(events[3]).toContain('Added to the mapping: Managers → EDITOR in the team Incident Response');
  });

  async function usersNamed(firstName: string) {
    return demo.dataSource.getRepository(entities.User).findBy({ firstName });
  }
});
