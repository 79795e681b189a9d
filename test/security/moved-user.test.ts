import { entities } from 'passport-jit';
import { createTeams, identity, openHarness, type Harness } from '../support/harness/harness';

/*
 * The app moves a user to another tenant; the identity at the old tenant's provider stays. That provider must not decide
 * what the user gets in the new tenant.
 */
const ACME = { provider: 'okta', tenant: 'acme' };

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
  for (const tenant of ['acme', 'globex']) await createTeams(harness.dataSource, tenant);
});
afterEach(() => harness.close());

test.each([
  ['becomes no owner of the new tenant', ['Administrators']],
  ['gets no team of the new tenant', ['Everyone']],
  ['loses nothing in the new tenant', []],
])('a user who was moved to another tenant %s through the old provider', async (_, groups) => {
  const { user } = await harness.jit.provision(identity('eve', ['Managers']), ACME);
  const { manager } = harness.dataSource;
  await manager
    .createQueryBuilder()
    .update(entities.User)
    .set({ tenant: 'globex' })
    .where({ id: user!.id })
    .callListeners(false)
    .execute();
  const before = await manager.find(entities.User);

  const { outcome, code } = await harness.jit.provision(identity('eve', groups), ACME);
  expect({ outcome, code }).toEqual({ outcome: 'denied', code: 'tenant_mismatch' });
  expect(await manager.find(entities.User)).toEqual(before);
  expect(await manager.findBy(entities.AuditEvent, { type: 'denied' })).toMatchObject([
    { tenant: 'acme', details: { code: 'tenant_mismatch' } },
  ]);
});
