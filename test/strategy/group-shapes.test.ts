import type { Provisioning, SettingsPatch } from 'passport-jit';
import type { SamlAttributes } from '../../examples/demo/idp/saml-attributes';
import { MAPPING, type Harness } from '../support/harness/harness';
import { samlStrategy } from '../support/identity-providers/identity-providers';
import { sharedOidcSignIn, sharedSamlSignIn } from '../support/strategies/shared-sign-in';
import { OIDC_PACKAGES } from '../support/strategies/strategy-packages';

/** What the two groups of every row give: Managers and Phishing. */
const GRANTS = ['Incident Response/Phishing: EDITOR', 'Incident Response: EDITOR'];

/** The library with what an administrator saves, in the database. */
async function administered(harness: Harness, patch: SettingsPatch): Promise<Provisioning> {
  const jit = harness.reconfigured({ settings: undefined });
  const settings = { justInTime: true, enhancedSync: true, mapping: MAPPING, ...patch };
  await jit.settings.update(settings, { version: 0, actor: 'admin' });
  return jit;
}

const ZITADEL = 'urn:zitadel:iam:org:project:roles';

const CLAIMS: [what: string, claims: Record<string, unknown>, patch: SettingsPatch][] = [
  [
    'realm_access.roles, as Keycloak sends by default',
    { realm_access: { roles: ['Managers', 'Phishing', 'offline_access'] } },
    { groupAttribute: '/realm_access/roles' },
  ],
  [
    'resource_access.app.roles, as Keycloak sends by default',
    { resource_access: { app: { roles: ['Managers', 'Phishing'] }, account: { roles: ['view-profile'] } } },
    { groupAttribute: '/resource_access/app/roles' },
  ],
  [
    'an object whose keys are roles, as Zitadel sends',
    { [ZITADEL]: { Managers: { '2810': 'acme.example' }, Phishing: { '2810': 'acme.example' } } },
    { groupAttribute: `/${ZITADEL}` },
  ],
  [
    'a list of objects, as cidaas sends',
    { groups: [{ groupId: 'Managers', roles: ['USER'] }, { groupId: 'Phishing' }] },
    { groupAttribute: '/groups/*/groupId' },
  ],
  [
    'names with semicolons, as LemonLDAP::NG sends',
    { groups: 'Managers; Phishing' },
    { groupFormat: { split: ';' } },
  ],
  ['names with commas, as Kanidm sends', { groups: 'Managers,Phishing' }, { groupFormat: { split: ',' } }],
  [
    'a list in JSON, as Cognito sends',
    { groups: '["Managers","Phishing"]' },
    { groupFormat: { json: true } },
  ],
  [
    'a list in brackets, as Cognito sends',
    { groups: '[Managers, Phishing]' },
    { groupFormat: { json: true } },
  ],
  [
    'distinguished names',
    { groups: ['CN=Managers,OU=Groups,DC=acme', 'CN=Phishing,OU=Groups,DC=acme'] },
    { groupFormat: { dn: 'cn' } },
  ],
  [
    'groups and roles in two claims, as Entra ID sends',
    { groups: ['Phishing'], roles: ['Managers'] },
    { groupAttribute: ['groups', 'roles'] },
  ],
];

describe.each(OIDC_PACKAGES)('%s', (_package, connect) => {
  const at = sharedOidcSignIn(connect);

  test.each(CLAIMS)('reads %s', async (_what, claims, patch) => {
    at.idp.settings.claims = ({ email }) => ({ email, ...claims });
    const jit = await administered(at.harness, patch);
    at.app.use('idp', jit.wrap(at.strategy, { provider: 'idp' }));
    expect((await at.signIn('bo')).user).toMatchObject({ groupsState: 'present' });
    expect(await at.harness.grants('bo')).toEqual(GRANTS);
  });
});

const NO_GROUPS = { email_verified: true, hd: 'acme.example' };

describe.each(OIDC_PACKAGES)('%s, without groups', (_package, connect) => {
  const at = sharedOidcSignIn(connect);

  test('gives every user a team, as with Google', async () => {
    at.idp.settings.claims = ({ email }) => ({ email, ...NO_GROUPS });
    const mapping = { everyone: [{ team_name: 'Analytics', role_name: 'VIEWER' }] };
    const jit = await administered(at.harness, { mapping });
    at.app.use('idp', jit.wrap(at.strategy, { provider: 'idp' }));
    await at.signIn('bo');
    expect(await at.harness.grants('bo')).toEqual(['Analytics: VIEWER']);
  });
});

const ATTRIBUTES: [what: string, attributes: SamlAttributes, patch: SettingsPatch][] = [
  [
    'names with semicolons, as OneLogin sends',
    { groups: 'Managers;Phishing' },
    { groupFormat: { split: ';' } },
  ],
  [
    'names with commas, as SecureAuth sends',
    { groups: 'Managers,Phishing' },
    { groupFormat: { split: ',' } },
  ],
  ['a list in JSON', { groups: '["Managers", "Phishing"]' }, { groupFormat: { json: true } }],
  [
    'distinguished names, as Active Directory has them',
    { memberOf: ['CN=Managers,OU=Groups,DC=acme', 'CN=Phishing,OU=Groups,DC=acme'] },
    { groupAttribute: 'memberOf', groupFormat: { dn: 'cn' } },
  ],
  ['two attributes', { groups: 'Phishing', Role: ['Managers', 'x'] }, { groupAttribute: ['groups', 'Role'] }],
];

describe('@node-saml/passport-saml', () => {
  const at = sharedSamlSignIn(samlStrategy);

  test.each(ATTRIBUTES)('reads %s', async (_what, attributes, patch) => {
    at.idp.settings.attributes = () => attributes;
    const jit = await administered(at.harness, patch);
    at.app.use('idp', jit.wrap(at.strategy, { provider: 'idp' }));
    expect((await at.signIn('bo')).user).toMatchObject({ groupsState: 'present' });
    expect(await at.harness.grants('bo')).toEqual(GRANTS);
  });

  test("reads another attribute at a tenant's second provider", async () => {
    const jit = await administered(at.harness, {
      providers: { second: { groupAttribute: 'memberOf', groupFormat: { dn: 'cn' } } },
    });
    at.app.use('idp', jit.wrap(at.strategy, { provider: 'second' }));
    at.idp.settings.attributes = () => ({ memberOf: ['CN=Managers,DC=acme', 'CN=Phishing,DC=acme'] });
    await at.signIn('bo');
    expect(await at.harness.grants('bo')).toEqual(GRANTS);

    at.app.use('idp', jit.wrap(at.strategy, { provider: 'first' }));
    at.idp.settings.attributes = () => ({ groups: ['Managers', 'Phishing'] });
    await at.signIn('cy');
    expect(await at.harness.grants('cy')).toEqual(GRANTS);
  });
});
