import type { ProvisioningOptions, UserBase, VerifiedIdentity } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
  await signIn({}, { given_name: 'Ada', sn: 'King', picture: 'https://example.com/1' });
});
afterEach(() => harness.close());

function signIn(options: Partial<ProvisioningOptions>, attributes: object, groups: unknown = ['Everyone']) {
  const person = identity('ada', undefined, { attributes: { groups, ...attributes } });
  return harness.reconfigured(options).provision(person, { provider: 'okta' });
}

const LATER = { given_name: 'Augusta', sn: 'Lovelace', picture: 'https://example.com/2' };
const SYNC = { syncProfile: true };

test('by default the profile is set at the first sign-in only', async () => {
  expect(await signIn({}, LATER)).toMatchObject({
    outcome: 'unchanged',
    user: { firstName: 'Ada', lastName: 'King', avatar: 'https://example.com/1' },
  });
});

test('syncProfile updates the profile at every sign-in, and audits the change', async () => {
  const { outcome, user, changes } = await signIn(SYNC, LATER);
  expect(outcome).toBe('synced');
  expect(user).toMatchObject({ firstName: 'Augusta', lastName: 'Lovelace', avatar: 'https://example.com/2' });
  expect(changes).toEqual([
    { kind: 'profile', action: 'change', field: 'firstName', from: 'Ada', to: 'Augusta' },
    { kind: 'profile', action: 'change', field: 'lastName', from: 'King', to: 'Lovelace' },
    {
      kind: 'profile',
      action: 'change',
      field: 'avatar',
      from: 'https://example.com/1',
      to: 'https://example.com/2',
    },
  ]);
  expect(await harness.audit('changed')).toMatchObject([{ details: { changes } }]);
  expect(await signIn(SYNC, LATER)).toMatchObject({ outcome: 'unchanged', changes: [] });
});

test('syncProfile does not change properties that are missing or invalid', async () => {
  const outcome = await signIn(SYNC, { given_name: ' ', picture: 'javascript:1' });
  expect(outcome).toMatchObject({
    outcome: 'unchanged',
    user: { firstName: 'Ada', lastName: 'King', avatar: 'https://example.com/1' },
    notes: [{ kind: 'ignoredClaim', field: 'avatar' }],
  });
});

test('a refused sign-in changes no profile', async () => {
  await signIn({ ...SYNC, unmatched: 'deny' }, LATER, ['Unheard-of']);
  expect((await signIn({}, {})).user).toMatchObject({ firstName: 'Ada', lastName: 'King' });
});

describe('assignUser', () => {
  const assignUser = jest.fn(async (user: UserBase, { attributes }: VerifiedIdentity) => {
    user.lastName = `${user.lastName} of ${String(attributes.department)}`;
  });
  beforeEach(() => assignUser.mockClear());

  test('fills columns of a new user, after the profile is read', async () => {
    const person = identity('bo', ['Everyone']);
    Object.assign(person.attributes, { department: 'IT' });
    const jit = harness.reconfigured({ assignUser });
    const { user } = await jit.provision(person, { provider: 'okta' });
    expect(user).toMatchObject({ lastName: 'Example of IT' });
    await jit.provision(person, { provider: 'okta' });
    expect(assignUser).toHaveBeenCalledTimes(1);
  });

  test('with syncProfile is called at every sign-in, and the names stay the provider’s', async () => {
    for (const given_name of ['Ada', 'Augusta', 'Augusta']) {
      assignUser.mockClear();
      const { user } = await signIn({ ...SYNC, assignUser }, { given_name });
      expect(assignUser).toHaveBeenCalled();
      expect(user).toMatchObject({ firstName: given_name, lastName: 'King' });
    }
  });
});
