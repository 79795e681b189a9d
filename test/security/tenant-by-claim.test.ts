import { entities } from 'passport-jit';
import { usualClaims } from '../../examples/demo/idp/oidc-settings';
import { OIDC_PACKAGES } from '../support/strategies/strategy-packages';
import { sharedOidcSignIn } from '../support/strategies/shared-sign-in';

/*
 * One connection serves many customers, whom the claim `tid` (Entra ID) or `hd` (Google) of the ID token tells apart. A
 * user who can put a claim into the userinfo response must not choose another customer.
 */
const CUSTOMERS = new Map([
  ['t-acme', 'acme'],
  ['t-globex', 'globex'],
]);

describe.each(OIDC_PACKAGES)('%s', (_package, connect) => {
  const at = sharedOidcSignIn(connect);

  test.each(['tid', 'hd'])('%s of userinfo chooses no tenant', async (claim) => {
    at.app.use(
      'idp',
      at.harness.jit.wrap(at.strategy, {
        provider: 'idp',
        tenant: (_req, { attributes }) => CUSTOMERS.get(String(attributes[claim])),
      }),
    );
    at.idp.settings.userinfo = (body) => ({ ...body, [claim]: 't-globex' });
    at.idp.settings.claimsInIdToken = true;
    at.idp.settings.claims = (user, where) => ({
      ...usualClaims(user),
      ...(where === 'id_token' ? { [claim]: 't-acme' } : {}),
    });
    expect((await at.signIn('ada')).user).toMatchObject({ tenant: 'acme' });

    at.idp.settings.claims = usualClaims;
    expect((await at.signIn('bo')).status).toBe(403);
    const { manager } = at.harness.dataSource;
    expect(await manager.countBy(entities.User, { tenant: 'globex' })).toBe(0);
    for (const Entity of [entities.Identity, entities.AuditEvent, entities.Settings, entities.TenantState]) {
      const rows = (await manager.find(Entity)) as { tenant: string }[];
      expect([...new Set(rows.map(({ tenant }) => tenant))].filter((tenant) => tenant !== 'acme')).toEqual(
        [],
      );
    }
  });

  test('a refusal by the verify callback has no identity, and so no tenant in which it is audited', async () => {
    const calls: unknown[] = [];
    at.app.use(
      'idp',
      at.harness.jit.wrap(at.strategy, {
        provider: 'idp',
        tenant: (_req, identity) => {
          calls.push(identity);
          return CUSTOMERS.get(String(identity.attributes['tid']));
        },
      }),
    );
    at.idp.settings.userinfo = (body) => ({ ...body, sub: 'bo', tid: 't-acme' });
    expect(await at.signIn('ada')).toMatchObject({ status: 403, code: 'subject_mismatch' });
    expect(calls).toEqual([]);
    expect(await at.harness.audit()).toEqual([]);
  });
});
