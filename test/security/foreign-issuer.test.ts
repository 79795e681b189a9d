import { entities } from 'passport-jit';
import { identity, MAPPING, openHarness, type Harness } from '../support/harness/harness';

/*
 * CVE-2026-110863: the identity provider of one tenant asserted the issuer and the subject of another tenant's user,
 * and was believed. Who is found depends on the tenant and the provider that the app names, and on nothing sent.
 */
const ACME = { provider: 'okta', tenant: 'acme' };
const GLOBEX = { provider: 'okta', tenant: 'globex' };
const issuer = 'https://idp.acme.example';

let harness: Harness;
let victim: { id: string };
beforeEach(async () => {
  harness = await openHarness();
  const { user } = await harness.jit.provision(identity('ada', ['Administrators'], { issuer }), ACME);
  victim = user!;
});
afterEach(() => harness.close());
const forged = (more: object = {}) =>
  identity('ada', ['Administrators'], { issuer, email: 'ada@example.com', emailVerified: true, ...more });

test('the issuer and subject of another tenant’s user create a new user in the tenant of the provider', async () => {
  const { outcome, user } = await harness.jit.provision(forged(), GLOBEX);
  expect({ outcome, tenant: user!.tenant }).toEqual({ outcome: 'created', tenant: 'globex' });
  expect(user!.id).not.toBe(victim.id);
});

test('whatever tenant, provider or user the identity and its attributes name', async () => {
  const named = {
    tenant: 'acme',
    provider: 'okta',
    user: victim.id,
    userId: victim.id,
    organization: 'acme',
  };
  const attributes = { ...named, groups: [] };
  const { user } = await harness.jit.provision(forged({ ...named, attributes }), GLOBEX);
  expect(user).toMatchObject({ tenant: 'globex', tenantOwner: false });
  expect(user!.id).not.toBe(victim.id);
});

test('another provider of the same tenant cannot imitate the first one', async () => {
  expect(await harness.jit.provision(forged(), { ...ACME, provider: 'entra' })).toMatchObject({
    code: 'email_conflict',
  });
  const { user } = await harness.jit.provision(forged({ email: undefined }), { ...ACME, provider: 'entra' });
  expect(user!.id).not.toBe(victim.id);
});

test.each([
  'https://idp.globex.example',
  'https://idp.acme.example/',
  'HTTPS://IDP.ACME.EXAMPLE',
  'https://idp.acme.example.evil.example',
])('a known subject from the issuer %s is refused and recorded, and changes nothing', async (other) => {
  const before = await harness.dataSource.manager.find(entities.User);
  const { code } = await harness.jit.provision(forged({ issuer: other }), ACME);
  expect(code).toBe('issuer_mismatch');
  expect(await harness.dataSource.manager.find(entities.User)).toEqual(before);
  expect(await harness.audit('denied')).toMatchObject([{ tenant: 'acme', details: { code, issuer: other } }]);
});

test('at a provider with a fixed issuer, an identity of another issuer is refused, even that of a new user', async () => {
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = harness.reconfigured({ settings });
  const eve = identity('eve', [], { issuer: 'https://idp.globex.example' });
  expect(await jit.provision(eve, { ...ACME, issuer })).toMatchObject({ code: 'issuer_mismatch' });
});
