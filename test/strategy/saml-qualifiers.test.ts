import { entities } from 'passport-jit';
import { NAME_ID_FORMAT } from '../../examples/demo/idp/saml-settings';
import { unguarded } from '../support/databases/unguarded';
import { logQueries } from '../support/databases/query-log';
import { sharedSamlSignIn } from '../support/strategies/shared-sign-in';
import { SAML_PACKAGES } from '../support/strategies/strategy-packages';

const SP = 'https://app.example/saml';

describe.each(SAML_PACKAGES)('%s', (_package, connect) => {
  const at = sharedSamlSignIn(connect);

  const useQualifiers = (qualifiers: { nameQualifier?: string; spNameQualifier?: string }) => {
    at.idp.settings.nameId = ({ id }) => ({ value: id, format: NAME_ID_FORMAT.persistent, ...qualifiers });
  };
  const subjects = async () => {
    const identities = await at.harness.dataSource.manager.find(entities.Identity);
    return identities.map(({ subject }) => subject).sort();
  };

  test('the issuer and the service provider as qualifiers do not change the subject', async () => {
    const first = await at.signIn('bo');
    useQualifiers({ nameQualifier: at.idp.settings.issuer, spNameQualifier: SP });
    expect((await at.signIn('bo')).user?.id).toBe(first.user?.id);
    expect(await subjects()).toEqual(['bo']);
    expect(await at.harness.audit('identityQualified')).toEqual([]);
  });

  test('the same NameID with another qualifier is another user', async () => {
    at.idp.settings.attributes = () => ({ groups: 'Everyone' });
    useQualifiers({ nameQualifier: 'https://one.example' });
    const first = await at.signIn('bo');
    useQualifiers({ nameQualifier: 'https://two.example' });
    const second = await at.signIn('bo');
    expect(second.status).toBe(200);
    expect(second.user?.id).not.toBe(first.user?.id);
    useQualifiers({ nameQualifier: 'https://one.example' });
    expect((await at.signIn('bo')).user?.id).toBe(first.user?.id);
    expect(await subjects()).toEqual([
      'bo\u001fhttps://one.example\u001f',
      'bo\u001fhttps://two.example\u001f',
    ]);
    expect(await at.harness.audit('identityQualified')).toEqual([]);
  });

  test('an identity that is stored without the qualifier takes the first one, once, and it is audited', async () => {
    const first = await at.signIn('bo');
    useQualifiers({ nameQualifier: 'https://one.example', spNameQualifier: 'https://group.example' });
    expect((await at.signIn('bo')).user?.id).toBe(first.user?.id);
    const subject = 'bo\u001fhttps://one.example\u001fhttps://group.example';
    expect(await subjects()).toEqual([subject]);
    expect(await at.harness.audit('identityQualified')).toMatchObject([
      {
        user: first.user?.id,
        provider: 'idp',
        actor: 'provider:idp',
        details: { subject, previousSubject: 'bo', issuer: at.idp.settings.issuer },
      },
    ]);
    expect((await at.signIn('bo')).user?.id).toBe(first.user?.id);
    expect(await at.harness.audit('identityQualified')).toHaveLength(1);
  });

  test('an unchanged sign-in with a qualifier reads once', async () => {
    useQualifiers({ nameQualifier: 'https://one.example' });
    await at.signIn('bo');
    const statements = logQueries(at.harness.dataSource);
    await at.signIn('bo');
    expect(statements).toHaveLength(1);
  });

  test('an identity without the qualifier whose user has another address is of another user', async () => {
    const first = await at.signIn('bo');
    useQualifiers({ nameQualifier: 'https://one.example' });
    at.idp.settings.attributes = () => ({ email: 'bo@partner.example', groups: 'Everyone' });
    const second = await at.signIn('bo');
    expect(second.status).toBe(200);
    expect(second.user?.id).not.toBe(first.user?.id);
    expect(await subjects()).toEqual(['bo', 'bo\u001fhttps://one.example\u001f']);
  });

  test('a refused sign-in adds no qualifier', async () => {
    const { user } = await at.signIn('bo');
    await unguarded(at.harness.dataSource).update(entities.User, { id: user!.id }, { active: false });
    useQualifiers({ nameQualifier: 'https://one.example' });
    expect((await at.signIn('bo')).status).toBe(403);
    expect(await subjects()).toEqual(['bo']);
  });
});
