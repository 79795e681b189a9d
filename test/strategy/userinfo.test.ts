import { entities } from 'passport-jit';
import { usualClaims } from '../../examples/demo/idp/oidc-settings';
import { MAPPING } from '../support/harness/harness';
import { OIDC_PACKAGES } from '../support/strategies/strategy-packages';
import { sharedOidcSignIn } from '../support/strategies/shared-sign-in';

describe.each(OIDC_PACKAGES)('%s', (_package, connect) => {
  const at = sharedOidcSignIn(connect);
  const users = () => at.harness.dataSource.manager.count(entities.User);

  test('userinfo about another subject than that of the ID token is refused', async () => {
    at.idp.settings.userinfo = (body) => ({ ...body, sub: 'bo', groups: ['Administrators'] });
    expect(await at.signIn('ada')).toMatchObject({ status: 403, code: 'subject_mismatch' });
    expect(await users()).toBe(0);
    expect(await at.harness.audit()).toMatchObject([
      { type: 'denied', provider: 'idp', tenant: 'default', details: { code: 'subject_mismatch' } },
    ]);
  });

  test.each([
    ['without a subject', '{"groups":["Administrators"]}'],
    ['null', 'null'],
    ['text', 'not JSON'],
    ['a list', '["Administrators"]'],
    ['a number', '7'],
    ['empty', ''],
  ])('userinfo that is %s ends the sign-in, and the process goes on', async (_what, answer) => {
    at.idp.settings.userinfo = () => answer;
    const { status, code } = await at.signIn('ada');
    expect(code === 'subject_mismatch' ? 500 : status).toBe(500);
    expect(await users()).toBe(0);

    delete at.idp.settings.userinfo;
    expect((await at.signIn('ada')).status).toBe(200);
  });

  test('claims are read from the ID token and from userinfo, which takes precedence', async () => {
    at.idp.settings.claimsInIdToken = true;
    at.idp.settings.claims = (user, where) => ({
      ...usualClaims(user),
      given_name: where === 'id_token' ? 'Old' : 'New',
      family_name: where === 'id_token' ? 'Token' : undefined,
    });
    const { user } = await at.signIn('ada');
    expect(user).toMatchObject({ firstName: 'New', lastName: 'Token' });
  });

  test('groups and an address that are null in userinfo do not override the ID token', async () => {
    at.idp.settings.claimsInIdToken = true;
    at.idp.settings.claims = (user, where) =>
      where === 'id_token' ? usualClaims(user) : { ...usualClaims(user), email: null, groups: null };
    const { user } = await at.signIn('ada');
    expect(user).toMatchObject({ email: 'ada@acme.example', groupsState: 'present' });
    expect(await at.harness.grants('ada')).not.toEqual([]);
  });

  test('an address and email_verified come from the same source', async () => {
    const settings = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
    const jit = at.harness.reconfigured({ settings });
    at.app.use('idp', jit.wrap(at.strategy, { provider: 'idp' }));
    const { id } = await jit.invite({ email: 'boss@acme.example' });
    at.idp.settings.claimsInIdToken = true;
    // A user who may edit the address in userinfo has no verified address.
    at.idp.settings.claims = (user, where) =>
      where === 'id_token'
        ? { ...usualClaims(user), email_verified: true }
        : { ...usualClaims(user), email: 'boss@acme.example', email_verified: undefined };
    expect((await at.signIn('ada')).status).toBe(403);
    expect(await at.harness.audit('denied')).toEqual([
      expect.objectContaining({ details: expect.objectContaining({ code: 'email_conflict' }) }),
    ]);

    at.idp.settings.claims = (user) => ({ ...usualClaims(user), email: 'boss@acme.example' });
    expect((await at.signIn('ada')).user?.id).toBe(id);
  });
});
