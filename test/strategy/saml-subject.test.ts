import { entities, verifySaml } from 'passport-jit';
import { NAME_ID_FORMAT } from '../../examples/demo/idp/saml-settings';
import { SAML_PACKAGES } from '../support/strategies/strategy-packages';
import { sharedSamlSignIn } from '../support/strategies/shared-sign-in';

// node-saml puts attributes beside what it knows of the assertion, where that says nothing.
test('attributes named nameIDFormat and issuer do not replace those of the assertion', () => {
  const assertion = { Issuer: [{ _: 'https://idp.example' }], Subject: [{ NameID: [{ _: 'bo' }] }] };
  const profile = {
    issuer: 'https://evil.example',
    nameID: 'bo',
    nameIDFormat: NAME_ID_FORMAT.transient,
    getAssertion: () => ({ Assertion: assertion }),
  };
  const done = jest.fn();
  verifySaml(profile, done);
  expect(done.mock.calls).toEqual([
    [
      null,
      {
        protocol: 'saml',
        issuer: 'https://idp.example',
        subject: 'bo',
        attributes: {},
        samlSession: { nameID: 'bo' },
      },
    ],
  ]);
});

describe.each(SAML_PACKAGES)('%s', (_package, connect) => {
  const at = sharedSamlSignIn(connect);
  const users = () => at.harness.dataSource.manager.count(entities.User);
  const useAttribute = (subjectAttribute: string) =>
    at.app.use('idp', at.harness.jit.wrap(at.strategy, { provider: 'idp', subjectAttribute }));

  test('a transient NameID is refused: it would create a new user at every sign-in', async () => {
    at.idp.settings.nameId = () => ({ value: `_${Math.random()}`, format: NAME_ID_FORMAT.transient });
    const { status, code, text } = await at.signIn('bo');
    expect([status, code, await users()]).toEqual([403, 'subject_transient', 0]);
    expect(text).toContain('jit.wrap(strategy, { subjectAttribute })');
  });

  test('a transient NameID is no matter where an attribute is named as the subject', async () => {
    useAttribute('employeeId');
    at.idp.settings.attributes = ({ id }) => ({ employeeId: `e-${id}`, groups: 'Everyone' });
    at.idp.settings.nameId = () => ({ value: `_${Math.random()}`, format: NAME_ID_FORMAT.transient });
    const first = await at.signIn('bo');
    expect((await at.signIn('bo')).user?.id).toBe(first.user?.id);
    expect(await at.harness.grants('e-bo')).toEqual(['Incident Response: VIEWER']);
    expect((await at.signIn('ada')).user?.id).not.toBe(first.user?.id);
  });

  test('no NameID, as AD FS sends it, is refused, unless an attribute is named', async () => {
    at.idp.settings.nameId = () => undefined;
    expect(await at.signIn('bo')).toMatchObject({ status: 403, code: 'subject_invalid' });
    expect(await users()).toBe(0);
    useAttribute('email');
    expect((await at.signIn('bo')).status).toBe(200);
    expect(await at.harness.grants('bo@acme.example')).toHaveLength(2);
  });

  test.each([
    ['two values', ['one', 'two']],
    ['an empty value', ''],
    ['no value', []],
    ['nothing', undefined],
  ])('the attribute that is the subject with %s is refused', async (_what, employeeId) => {
    useAttribute('employeeId');
    at.idp.settings.attributes = () => ({ employeeId, groups: 'Everyone' });
    expect(await at.signIn('bo')).toMatchObject({ status: 403, code: 'subject_invalid' });
    expect(await users()).toBe(0);
  });

  test('an attribute called nameID is no NameID', async () => {
    await at.signIn('ada');
    at.idp.settings.nameId = () => undefined;
    at.idp.settings.attributes = () => ({ nameID: 'ada', groups: 'Administrators' });
    expect(await at.signIn('bo')).toMatchObject({ status: 403, code: 'subject_invalid' });
  });

  test('a NameID that is an address is the address too', async () => {
    at.idp.settings.nameId = ({ email }) => ({ value: email, format: NAME_ID_FORMAT.emailAddress });
    at.idp.settings.attributes = () => ({ groups: 'Everyone' });
    expect((await at.signIn('bo')).user?.email).toBe('bo@acme.example');
  });

  test('a NameID of the format emailAddress that is a user name is the subject, and no address', async () => {
    at.idp.settings.nameId = () => ({ value: 'halvorsen-m', format: NAME_ID_FORMAT.emailAddress });
    at.idp.settings.attributes = () => ({ groups: 'Everyone' });
    expect((await at.signIn('bo')).user?.email).toBeNull();
    expect(await at.harness.grants('halvorsen-m')).toEqual(['Incident Response: VIEWER']);
    expect(await at.harness.audit('skipped')).toMatchObject([
      { details: { notes: [{ kind: 'ignoredClaim', field: 'email', problem: 'not an email address' }] } },
    ]);
  });

  test('the same NameID of another issuer is another user', async () => {
    expect((await at.signIn('bo')).status).toBe(200);
    at.idp.settings.issuer = 'https://other.example/metadata';
    expect((await at.signIn('bo')).status).toBe(403);
    expect(await at.harness.audit('denied')).toEqual([
      expect.objectContaining({ details: expect.objectContaining({ code: 'issuer_mismatch' }) }),
    ]);
  });
});
