import { claimsFrom, fromJson } from '../support/fixtures/claims';

const LINK = 'http://schemas.microsoft.com/claims/groups.link';
const URL_OF_GROUPS = 'https://graph.example.com/me/memberOf';

const groupsIn = (attributes: Record<string, unknown>, groupAttribute = 'groups') =>
  claimsFrom(attributes, { groupAttribute }).groups;

test.each([
  ['one value', { groups: 'Everyone' }, ['Everyone']],
  ['several values', { groups: ['Everyone', 'Managers'] }, ['Everyone', 'Managers']],
  ['the same value twice', { groups: ['Everyone', 'Managers', 'Everyone'] }, ['Everyone', 'Managers']],
  ['a value beside empty ones', { groups: [undefined, 'Everyone', ''] }, ['Everyone']],
  [
    'names with blanks and separators',
    { groups: [' Everyone', 'everyone ', 'a,b;c', 'CN=a\\,b,DC=x'] },
    null,
  ],
  ['the names of inherited properties', { groups: ['constructor', '__proto__'] }, null],
  ['a value beside an overage of another claim', { groups: ['a'], _claim_names: { roles: 'src1' } }, ['a']],
])('groups are present with %s', (_, attributes, names) => {
  expect(groupsIn(attributes)).toEqual({ state: 'present', names: names ?? attributes.groups });
});

test.each([
  ['an empty list', []],
  ['undefined, as node-saml makes of an empty element', undefined],
  ['null', null],
  ['an empty text', ''],
  ['nothing but empty values', [undefined, '', undefined]],
])('groups are empty when the attribute is %s', (_, groups) => {
  expect(groupsIn({ groups })).toEqual({ state: 'empty' });
});

test.each([
  ['no attributes', {}],
  ['another spelling of the attribute', { Groups: ['Everyone'], 'groups ': ['Everyone'], group: 'Everyone' }],
  ['an inherited attribute', Object.create({ groups: ['Everyone'] }) as Record<string, unknown>],
  ['an attribute in a __proto__ from JSON', fromJson('{"__proto__":{"groups":["Everyone"]}}')],
])('groups are absent with %s', (_, attributes) => {
  expect(groupsIn(attributes)).toEqual({ state: 'absent' });
});

test.each([
  [
    '_claim_names',
    { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: URL_OF_GROUPS } } },
  ],
  ['hasgroups', { hasgroups: true }],
  ['hasgroups as text, in a token whose length is limited', { hasgroups: 'true' }],
  ['the link attribute of a SAML assertion', { [LINK]: URL_OF_GROUPS }],
])('%s marks an overage of groups', (_, attributes) => {
  expect(groupsIn(attributes)).toEqual({ state: 'overage' });
});

test.each([
  ['hasgroups of false', { hasgroups: false }],
  ['_claim_names of other claims', { _claim_names: { address: 'src1' } }],
  ['_claim_names of null', { _claim_names: null }],
  ['_claim_names that inherit', { _claim_names: Object.create({ groups: 'src1' }) as object }],
])('%s marks no overage of groups', (_, attributes) => {
  expect(groupsIn(attributes)).toEqual({ state: 'absent' });
});

test.each(['http://schemas.xmlsoap.org/claims/Group', '__proto__', 'constructor', 'a b.c'])(
  'groups are read under exactly the attribute %j that the settings name',
  (groupAttribute) => {
    const attributes = fromJson(`{${JSON.stringify(groupAttribute)}:"Everyone","groups":["Managers"]}`);
    expect(groupsIn(attributes, groupAttribute)).toEqual({ state: 'present', names: ['Everyone'] });
    expect(groupsIn({ groups: ['Everyone'] }, groupAttribute)).toEqual({ state: 'absent' });
  },
);
