import { entities } from 'passport-jit';
import { Database } from '../../src/database/database';
import { TenantUsers } from '../../src/store/tenant-users';
import { loadUser } from '../support/harness/grants';
import { openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

async function snapshots() {
  const users = [];
  const tenantUsers = new TenantUsers(Database.of(harness.dataSource), entities, 'default');
  for await (const page of tenantUsers.pages()) users.push(...page);
  return users;
}

test('the identity of a user is the one whose groups were seen last', async () => {
  await harness.signIn('root', ['Administrators']);
  await harness.signIn('ada', ['Everyone']);
  const { id } = await loadUser(harness.dataSource, 'ada');
  await harness.dataSource.manager.insert(entities.Identity, {
    ...{ provider: 'entra', subject: 'ada', issuer: 'https://idp.example.com', userId: id },
  });
  const ada = async () => (await snapshots()).find((user) => user.id === id);
  expect(await ada()).toMatchObject({ identity: { provider: 'okta' }, identityProviderGroups: ['Everyone'] });

  await harness.signIn('ada', ['Managers'], { provider: 'entra' });
  expect(await ada()).toMatchObject({
    identity: { provider: 'entra' },
    identityProviderGroups: ['Managers'],
  });

  await harness.signIn('ada', ['Everyone']);
  expect(await ada()).toMatchObject({ identity: { provider: 'okta' }, identityProviderGroups: ['Everyone'] });
});

test('a page has at most as many users as it should, also where some have no groups', async () => {
  for (const [i, groups] of [['Everyone'], [], ['Managers', 'Everyone']].entries())
    await harness.signIn(`person ${i}`, groups);
  await harness.dataSource.manager.insert(entities.User, { email: 'never@example.com' });
  const tenantUsers = new TenantUsers(Database.of(harness.dataSource), entities, 'default');
  const pages = [];
  for await (const page of tenantUsers.pages({ size: 3 })) pages.push(page);
  expect(pages.map((page) => page.length)).toEqual([3, 1]);
  const groups = pages.flat().map(({ identityProviderGroups }) => identityProviderGroups?.length ?? null);
  expect(groups.sort()).toEqual([0, 1, 2, null]);
});
