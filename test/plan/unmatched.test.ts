import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { grantManually, loadUser } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ unmatched: 'deny' });
  await harness.signIn('root', ['Administrators']);
});
afterEach(() => harness.close());

test.each([
  ['in groups that no entry names', ['Unheard-of', 'everyone']],
  ['in no group', []],
  ['whose groups were not sent', undefined],
])('a newcomer %s is refused, and not made', async (_, groups) => {
  expect(await harness.signIn('ada', groups)).toMatchObject({
    outcome: 'denied',
    code: 'no_matching_group',
    message: expect.not.stringContaining('Everyone') as string,
    changes: [],
  });
  expect(await harness.dataSource.manager.count(entities.User)).toBe(1);
  expect(await harness.audit('denied')).toMatchObject([
    { user: null, details: { code: 'no_matching_group', subject: 'ada' } },
  ]);
});

test.each(['Everyone', 'Administrators', 'Auditors', 'Phishing'])(
  'a user of the mapped group %s is let in',
  async (group) => {
    expect(await harness.signIn('ada', ['Unheard-of', group])).toMatchObject({ outcome: 'created' });
  },
);

test('a group whose team is missing is still a mapped group', async () => {
  await harness.dataSource.query(`DELETE FROM jit_teams WHERE name = 'Incident Response'`);
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'created', changes: [] });
});

test('a known user in no mapped group any more loses everything, and is refused', async () => {
  const { user } = await harness.signIn('ada', ['Everyone', 'Auditors']);
  const outcome = await harness.signIn('ada', ['Unheard-of']);
  expect(outcome).toMatchObject({ outcome: 'denied', code: 'no_matching_group' });
  expect(outcome.changes).toHaveLength(2);
  expect(await harness.grants('ada')).toEqual([]);
  const changed = await harness.audit('changed');
  expect(changed).toMatchObject([{ user: user!.id, details: { changes: outcome.changes } }]);
  expect(await harness.audit('denied')).toMatchObject([
    { user: user!.id, details: { code: 'no_matching_group' } },
  ]);
});

test('a refused user stays refused until there is a mapped group again', async () => {
  await harness.signIn('ada', ['Everyone']);
  const seen = (await loadUser(harness.dataSource, 'ada')).lastSignInAt;
  for (let i = 0; i < 3; i++) {
    expect(await harness.signIn('ada', ['Unheard-of'])).toMatchObject({ outcome: 'denied' });
  }
  expect((await loadUser(harness.dataSource, 'ada')).lastSignInAt).toEqual(seen);
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'synced' });
  expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
});

test('manual grants do not admit a user, and are removed', async () => {
  const { user } = await harness.signIn('ada', ['Everyone']);
  await grantManually(harness.dataSource, user!.id, { team: 'Analytics', role: 'TEAM_ADMIN' });
  expect(await harness.signIn('ada', [])).toMatchObject({ outcome: 'denied' });
  expect(await harness.grants('ada')).toEqual([]);
});

test('a user whose groups are kept stays admitted', async () => {
  await harness.signIn('ada', ['Everyone']);
  expect(await harness.signIn('ada', [7])).toMatchObject({ outcome: 'unchanged' });
});
