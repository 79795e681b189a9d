import { entities } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';

/*
 * CVE-2022-31107: a user with the user name of another user at their own provider got into that account. A name is no
 * key here, and neither is a subject without its provider.
 */
let harness: Harness;
let victim: { id: string };
beforeEach(async () => {
  harness = await openHarness();
  victim = (await harness.signIn('ada', ['Administrators'])).user!;
});
afterEach(() => harness.close());

const NAMES = [
  'preferred_username',
  'username',
  'login',
  'name',
  'nickname',
  'upn',
  'uid',
  'sub',
  'nameID',
  'id',
];

test('the user name of another user, under any attribute, gives no access to an account', async () => {
  const attributes = Object.fromEntries(
    NAMES.flatMap((name) => [
      [name, 'ada'],
      [name.toUpperCase(), 'ada'],
    ]),
  );
  const eve = identity('eve', [], { email: undefined, attributes });
  const { outcome, user } = await harness.jit.provision(eve, { provider: 'entra' });
  expect(outcome).toBe('created');
  expect(user!.id).not.toBe(victim.id);
  expect(user!.tenantOwner).toBe(false);
});

test.each(['okta', 'entra'])(
  'the id, the address or the name of a user is no subject of theirs at %s',
  async (provider) => {
    for (const subject of [victim.id, 'ada@example.com', 'ADA', ' ada', 'ada ', 'аda']) {
      const eve = identity(subject, [], { email: undefined });
      const { user } = await harness.jit.provision(eve, { provider });
      expect(user!.id).not.toBe(victim.id);
    }
    expect(await harness.dataSource.manager.countBy(entities.Identity, { userId: victim.id })).toBe(1);
  },
);

test('the same subject at another provider is another user', async () => {
  const eve = identity('ada', [], { email: undefined });
  const { outcome, user } = await harness.jit.provision(eve, { provider: 'entra' });
  expect(outcome).toBe('created');
  expect(user!.id).not.toBe(victim.id);
});
