import { openHarness, type Harness } from '../support/harness/harness';
import { signInNewUser } from '../support/harness/identities';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

const list = (length: number) => Array.from({ length }, (_, i) => `group ${i}`);

test.each([
  ['a number', 7, 'a value that is a number'],
  ['a boolean', true, 'a value that is a boolean'],
  ['an object', { Everyone: true }, 'a value that is an object'],
  ['an element with children', { Group: [{ _: 'Everyone' }] }, 'a value that is an object'],
  ['a list with a number', ['Everyone', 7], 'a value that is a number'],
  ['a list with null', ['Everyone', null], 'a value that is null'],
  ['a nested list', [['Everyone']], 'a value that is a list within the list'],
  ['10,001 groups', list(10_001), '10001 values, over 10000'],
  ['a value of 1,025 characters', ['Everyone', 'x'.repeat(1025)], 'a value of over 1024 characters'],
  ['a value of 1,025 emoji', '🚒'.repeat(1025), 'a value of over 1024 characters'],
  ['a value of 1 MB', 'x'.repeat(1_000_000), 'a value of over 1024 characters'],
  ['half a character', ['Everyone', '\ud83d'], 'a value that is not well-formed Unicode'],
  ['NUL', 'Every\0one', 'a value that is not well-formed Unicode'],
])('malformed: %s', async (_, groups, problem) => {
  const outcome = await signInNewUser(harness, { groups });
  expect(outcome).toMatchObject({
    outcome: 'created',
    user: { groupsState: 'malformed', identityProviderGroups: null, memberships: [] },
    notes: [{ kind: 'groupsKept', state: 'malformed', problem }],
  });
});

test.each([
  ['10,000 groups', list(10_000)],
  ['a value of 1,024 characters', ['x'.repeat(1024)]],
  ['a value of 1,024 emoji', ['🚒'.repeat(1024)]],
  ['a value with a line break', ['Every\none']],
])('present: %s', async (_, groups) => {
  const { user } = await signInNewUser(harness, { groups });
  expect(user).toMatchObject({ groupsState: 'present', identityProviderGroups: groups });
});

test('one bad value spoils the list: no part of it is used', async () => {
  await harness.signIn('ada', ['Everyone', 'Managers']);
  const before = await harness.grants('ada');
  expect(await harness.signIn('ada', ['Administrators', 7])).toMatchObject({
    outcome: 'unchanged',
    changes: [],
    user: { groupsState: 'malformed', identityProviderGroups: ['Everyone', 'Managers'] },
  });
  expect(await harness.grants('ada')).toEqual(before);
});

test('what is wrong with the groups is in the record, once a minute', async () => {
  const before = (await harness.audit('skipped')).length;
  for (let i = 0; i < 5; i++) await harness.signIn('bo', { not: 'a list' });
  const [event, ...more] = (await harness.audit('skipped')).slice(before);
  // Five times within a minute are one row, and two where the minute ends between them.
  expect(more.length).toBeLessThanOrEqual(1);
  expect(event).toMatchObject({
    details: { notes: [{ kind: 'groupsKept', state: 'malformed', problem: 'a value that is an object' }] },
  });
  expect(more.reduce((sum, { count }) => sum + count, event!.count)).toBe(5);
});
