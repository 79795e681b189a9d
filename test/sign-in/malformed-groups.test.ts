import { openHarness, type Harness } from '../support/harness/harness';
import { loadUser } from '../support/harness/grants';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

test('a new user whose groups are malformed is created without grants', async () => {
  expect(await harness.signIn('eve', 7)).toMatchObject({
    outcome: 'created',
    user: { groupsState: 'malformed', identityProviderGroups: null, memberships: [] },
    notes: [{ kind: 'groupsKept', state: 'malformed', problem: 'a value that is a number' }],
  });
});

test('one malformed value among the groups changes no grant of a known user', async () => {
  await harness.signIn('ada', ['Everyone', 'Managers']);
  const before = await harness.grants('ada');
  expect(await harness.signIn('ada', ['Administrators', 7])).toMatchObject({
    outcome: 'unchanged',
    changes: [],
    user: { groupsState: 'malformed' },
  });
  expect(await loadUser(harness.dataSource, 'ada')).toMatchObject({
    groupsState: 'malformed',
    identityProviderGroups: ['Everyone', 'Managers'],
  });
  expect(await harness.grants('ada')).toEqual(before);
});

test('10,000 groups are stored as they were sent', async () => {
  const groups = Array.from({ length: 10_000 }, (_, i) => `group ${i}`);
  await harness.signIn('dan', groups);
  expect(await loadUser(harness.dataSource, 'dan')).toMatchObject({
    groupsState: 'present',
    identityProviderGroups: groups,
  });
});

test('malformed groups are in the audit log once a minute, with a count', async () => {
  const before = (await harness.audit('skipped')).length;
  for (let i = 0; i < 5; i++) await harness.signIn('bo', { not: 'a list' });
  const [event, ...more] = (await harness.audit('skipped')).slice(before);
  // Sign-ins of the same minute are one row; the run may be in several minutes.
  expect(more.length).toBeLessThan(4);
  expect(event).toMatchObject({
    details: { notes: [{ kind: 'groupsKept', state: 'malformed', problem: 'a value that is an object' }] },
  });
  expect(more.reduce((sum, { count }) => sum + count, event!.count)).toBe(5);
});

test('the URL of an overage and that of an avatar are never fetched', async () => {
  const fetched = jest.spyOn(globalThis, 'fetch');
  const url = 'https://graph.example.com/me/memberOf';
  const attributes = {
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: url } },
    'http://schemas.microsoft.com/claims/groups.link': url,
    picture: 'https://example.com/face.png',
  };
  expect(await harness.signIn('flo', undefined, { attributes })).toMatchObject({
    user: { groupsState: 'overage' },
  });
  expect(fetched).not.toHaveBeenCalled();
  fetched.mockRestore();
});
