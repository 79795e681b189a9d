import type { SamlIdp } from '../../examples/demo/idp/saml-idp';
import type { SamlAttributes } from '../../examples/demo/idp/saml-attributes';
import { identity, MAPPING } from '../support/harness/harness';
import { passportSaml3Strategy, samlStrategy } from '../support/identity-providers/identity-providers';
import { sharedSamlSignIn, type SharedSignIn } from '../support/strategies/shared-sign-in';

const EDITOR = ['Incident Response/Phishing: EDITOR', 'Incident Response: EDITOR'];
const VIEWER = ['Incident Response: VIEWER'];
const LINK = 'http://schemas.microsoft.com/claims/groups.link';

type Row = [what: string, attributes: SamlAttributes, state: string, grants: string[]];

/** What a package for SAML makes something else of than it is. */
const MISREAD: Row[] = [
  ['one value', { groups: 'Everyone' }, 'present', VIEWER],
  [
    'several attributes of one name, as Keycloak sends them',
    [
      ['groups', 'Managers'],
      ['email', 'bo@acme.example'],
      ['groups', 'Unheard-of'],
      ['groups', ['Phishing']],
    ],
    'present',
    EDITOR,
  ],
  ['a value beside empty ones', { groups: ['', 'Everyone', null, ' '] }, 'present', VIEWER],
  ['a blank value', { groups: ' \n ' }, 'empty', []],
  ['no value at all', { groups: [] }, 'empty', []],
  // This provider is known to send groups, so none means none.
  ['no attributes', {}, 'absent', []],
  [
    'an attribute called __proto__',
    [
      ['__proto__', ['x', 'y']],
      ['groups', 'Everyone'],
    ],
    'present',
    VIEWER,
  ],
];

const OTHERS: Row[] = [
  ['several values', { groups: ['Phishing', 'Everyone', 'Managers'] }, 'present', EDITOR],
  ['an empty value', { groups: '' }, 'empty', []],
  ['xsi:nil', { groups: null }, 'empty', []],
  ['several empty values', { groups: ['', null] }, 'empty', []],
  ['no such attribute', { email: 'bo@acme.example' }, 'absent', []],
  ['the same name in other letters', { Groups: 'Everyone' }, 'absent', []],
  ['a group in other letters', { groups: 'everyone' }, 'present', []],
  ['a group with a blank before it', { groups: ' Everyone' }, 'present', []],
  ['too many, as Entra ID says it', { [LINK]: 'https://graph.example/' }, 'overage', EDITOR],
];

async function expectOfBo(at: SharedSignIn<SamlIdp>, [, attributes, state, grants]: Row): Promise<void> {
  const before = identity('bo', ['Managers', 'Phishing'], { issuer: at.idp.settings.issuer });
  await at.harness.jit.provision(before, { provider: 'idp' });
  at.idp.settings.attributes = () => attributes;
  const { status, user } = await at.signIn('bo');
  expect([status, user?.groupsState]).toEqual([200, state]);
  expect(await at.harness.grants('bo')).toEqual(grants);
}

describe('passport-saml', () => {
  const at = sharedSamlSignIn(passportSaml3Strategy);
  test.each(MISREAD)('%s', (...row) => expectOfBo(at, row));
});

describe('@node-saml/passport-saml', () => {
  const at = sharedSamlSignIn(samlStrategy);
  test.each([...MISREAD, ...OTHERS])('%s', (...row) => expectOfBo(at, row));

  test('without an attribute that was ever sent, grants stay as they are', async () => {
    await at.signIn('bo');
    at.idp.settings.attributes = () => ({ memberOf: 'Everyone' });
    const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'memberof', mapping: MAPPING };
    const jit = at.harness.reconfigured({ settings });
    at.app.use('idp', jit.wrap(at.strategy, { provider: 'idp' }));
    expect((await at.signIn('bo')).user).toMatchObject({ groupsState: 'absent' });
    expect(await at.harness.grants('bo')).toEqual(EDITOR);
  });

  test.each(['__proto__', 'constructor', 'nameID', 'issuer', 'getAssertion'])(
    'groups may be in an attribute called %s',
    async (groupAttribute) => {
      const settings = { justInTime: true, enhancedSync: true, groupAttribute, mapping: MAPPING };
      const jit = at.harness.reconfigured({ settings });
      at.app.use('idp', jit.wrap(at.strategy, { provider: 'idp' }));
      at.idp.settings.attributes = () => ({});
      expect((await at.signIn('bo')).user).toMatchObject({ groupsState: 'absent' });
      at.idp.settings.attributes = () => [[groupAttribute, ['Everyone', 'x']]];
      expect((await at.signIn('bo')).user).toMatchObject({ groupsState: 'present' });
      expect(await at.harness.grants('bo')).toEqual(VIEWER);
    },
  );

  test('the app receives one value as a scalar, and several as a list', async () => {
    const assignUser = jest.fn();
    const jit = at.harness.reconfigured({ assignUser });
    at.app.use('idp', jit.wrap(at.strategy, { provider: 'idp' }));
    at.idp.settings.attributes = () => ({ department: 'IT', floors: ['1', '2'], groups: 'Everyone' });
    await at.signIn('bo');
    expect(assignUser).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({ attributes: { department: 'IT', floors: ['1', '2'], groups: 'Everyone' } }),
    );
  });

  test('of two addresses, the first is taken', async () => {
    at.idp.settings.attributes = () => ({ mail: ['bo@acme.example', 'bo@old.example'], sn: 'Berg' });
    expect((await at.signIn('bo')).user).toMatchObject({ email: 'bo@acme.example', lastName: 'Berg' });
  });
});
