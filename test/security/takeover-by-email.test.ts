import { entities } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';

/*
 * CVE-2023-3128 and "nOAuth": an address that its owner may choose freely at another provider, or that a multi-tenant
 * provider does not verify, let the bearer into the account that had it.
 */
let harness: Harness;
let victim: string;
beforeEach(async () => {
  harness = await openHarness();
  const { user } = await harness.signIn('ada', ['Administrators']);
  victim = user!.id;
});
afterEach(() => harness.close());

const attacks = {
  'at another provider': { provider: 'entra' },
  'at the same provider, under another subject': { provider: 'okta' },
  'from a domain that the provider may vouch for': { provider: 'entra', emailDomains: ['example.com'] },
};

test.each(Object.entries(attacks))(
  'the address of another user %s does not admit a user',
  async (_, options) => {
    for (const emailVerified of [undefined, true]) {
      const eve = identity('eve', ['Administrators'], { email: 'ADA@example.com', emailVerified });
      expect(await harness.jit.provision(eve, options)).toMatchObject({
        outcome: 'denied',
        code: 'email_conflict',
      });
    }
    const identities = await harness.dataSource.manager.find(entities.Identity);
    expect(identities.map(({ subject, userId }) => [subject, userId])).toEqual([['ada', victim]]);
  },
);

test('the address of a user of another tenant links to nothing', async () => {
  const eve = identity('eve', [], { email: 'ada@example.com', emailVerified: true });
  const { user } = await harness.jit.provision(eve, { provider: 'okta', tenant: 'globex' });
  expect(user).toMatchObject({ tenant: 'globex', tenantOwner: false });
  expect(user!.id).not.toBe(victim);
});

test('a returning user with the address of another user stays the same user', async () => {
  const { user: eve } = await harness.signIn('eve', ['Everyone']);
  const again = await harness.signIn('eve', ['Everyone'], { email: 'ada@example.com', emailVerified: true });
  expect(again).toMatchObject({ outcome: 'unchanged', user: { id: eve!.id, email: 'eve@example.com' } });
});

test('a returning user who lost their address keeps their account', async () => {
  for (const email of [undefined, 'new@example.com']) {
    const again = await harness.signIn('ada', ['Administrators'], { email });
    expect(again.user!.id).toBe(victim);
  }
});
