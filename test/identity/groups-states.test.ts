import { openHarness, type Harness } from '../support/harness/harness';
import { fromJson, signInNewUser } from '../support/harness/identities';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

const LINK = 'http://schemas.microsoft.com/claims/groups.link';
const URL_OF_GROUPS = 'https://graph.example.com/me/memberOf';

async function seen(attributes: Record<string, unknown>) {
  const { user } = await signInNewUser(harness, attributes);
  return { state: user?.groupsState, groups: user?.identityProviderGroups };
}

test.each([
  ['one value', { groups: 'Everyone' }, ['Everyone']],
  ['several values', { groups: ['Everyone', 'Managers'] }, ['Everyone', 'Managers']],
  ['the same value twice', { groups: ['Everyone', 'Managers', 'Everyone'] }, ['Everyone', 'Managers']],
  ['a value beside empty ones', { groups: [undefined, 'Everyone', ''] }, ['Everyone']],
  ['names as they are', { groups: [' Everyone', 'everyone ', 'a,b;c', 'CN=a\\,b,DC=x'] }, null],
  ['an inherited name', { groups: ['constructor', '__proto__'] }, null],
  [
    'a value beside an overage that is about another claim',
    { groups: ['a'], _claim_names: { roles: 'src1' } },
    ['a'],
  ],
])('present: %s', async (_, attributes, groups) => {
  expect(await seen(attributes)).toEqual({ state: 'present', groups: groups ?? attributes.groups });
});

test.each([
  ['an empty list', []],
  ['undefined, as node-saml makes of an empty element', undefined],
  ['null', null],
  ['an empty text', ''],
  ['nothing but empty values', [undefined, '', undefined]],
])('empty: %s', async (_, groups) => {
  expect(await seen({ groups })).toEqual({ state: 'empty', groups: [] });
});

test.each([
  ['no attributes', {}],
  ['another spelling', { Groups: ['Everyone'], 'groups ': ['Everyone'], group: 'Everyone' }],
  ['an inherited attribute', Object.create({ groups: ['Everyone'] }) as Record<string, unknown>],
  ['one from JSON whose prototype has it', fromJson('{"__proto__":{"groups":["Everyone"]}}')],
])('absent: %s', async (_, attributes) => {
  expect(await seen(attributes)).toEqual({ state: 'absent', groups: null });
});

test.each([
  [
    '_claim_names',
    { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: URL_OF_GROUPS } } },
  ],
  ['hasgroups', { hasgroups: true }],
  ['hasgroups in a token whose length is limited', { hasgroups: 'true' }],
  ['the attribute of a SAML assertion', { [LINK]: URL_OF_GROUPS }],
])('overage: %s', async (_, attributes) => {
  expect(await seen(attributes)).toEqual({ state: 'overage', groups: null });
});

test.each([
  ['hasgroups of false', { hasgroups: false }],
  ['_claim_names of other claims', { _claim_names: { address: 'src1' } }],
  ['_claim_names of null', { _claim_names: null }],
  ['_claim_names that inherit', { _claim_names: Object.create({ groups: 'src1' }) as object }],
])('no overage: %s', async (_, attributes) => {
  expect(await seen(attributes)).toEqual({ state: 'absent', groups: null });
});

test('the attribute is the one that the settings name, whatever its name', async () => {
  const mapping = { mappings: [{ group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' }] };
  for (const groupAttribute of [
    'http://schemas.xmlsoap.org/claims/Group',
    '__proto__',
    'constructor',
    'a b.c',
  ]) {
    const jit = harness.reconfigured({ settings: { justInTime: true, groupAttribute, mapping } });
    const attributes = fromJson(`{${JSON.stringify(groupAttribute)}:"Everyone","groups":["Managers"]}`);
    const { user } = await signInNewUser({ jit }, attributes);
    expect(user).toMatchObject({ groupsState: 'present', identityProviderGroups: ['Everyone'] });
    expect((await signInNewUser({ jit }, { groups: ['Everyone'] })).user?.groupsState).toBe('absent');
  }
});

test('what stands in a token is never fetched', async () => {
  const fetched = jest.spyOn(globalThis, 'fetch');
  await seen({ _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: URL_OF_GROUPS } } });
  await seen({ [LINK]: URL_OF_GROUPS, picture: 'https://example.com/face.png' });
  expect(fetched).not.toHaveBeenCalled();
  fetched.mockRestore();
});
