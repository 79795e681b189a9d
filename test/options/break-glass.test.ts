import {
  breakGlassProblems,
  createBreakGlassRule,
  type BreakGlassEntry,
} from '../../src/options/break-glass';

const ID = '6d1f3c0e-6a0f-4b7e-9d38-0c4f5f1f2b9a';
const OTHER_ID = '00000000-0000-4000-8000-000000000000';
const ada = { id: OTHER_ID, tenant: 'acme', email: 'ada@example.com', emailVerified: true };

const MATCHES: [string, BreakGlassEntry, object][] = [
  ['the id as text', ID, { id: ID }],
  ['the id in capitals', ID.toUpperCase(), { id: ID }],
  ['{ id }', { id: ID }, { id: ID, email: null }],
  ['an id with an "@" as { id }', { id: 'ada@7' }, { id: 'ada@7' }],
  ['a trusted address', 'ada@example.com', {}],
  ['a trusted address in another case', ' Ada@EXAMPLE.com', {}],
  ['{ email }', { email: 'ada@example.com' }, {}],
  ['{ email, tenant }', { email: 'ada@example.com', tenant: 'acme' }, {}],
  ['an address stored before trust was', 'ada@example.com', { emailVerified: null }],
  ['a trusted address of a new user', 'ada@example.com', { id: undefined }],
];
test.each(MATCHES)('a break-glass user is found by %s', (_, entry, more) => {
  expect(createBreakGlassRule([entry])({ ...ada, ...more })).toBe(true);
});

const OTHERS: [string, BreakGlassEntry, object][] = [
  ['an id that the user sent as the address', ID, { email: ID }],
  ['an { id } that the user sent as the address', { id: 'ada@example.com' }, {}],
  ['an address that is the id of the user', 'ada@7.example', { id: 'ada@7.example' }],
  ['an untrusted address', 'ada@example.com', { emailVerified: false }],
  ['an untrusted address of a new user', 'ada@example.com', { id: undefined, emailVerified: false }],
  ['an address of another tenant', { email: 'ada@example.com', tenant: 'globex' }, {}],
  ['an id of another case that is no UUID', 'Ada', { id: 'ada' }],
];
test.each(OTHERS)('no break-glass user is found by %s', (_, entry, more) => {
  expect(createBreakGlassRule([entry])({ ...ada, ...more })).toBe(false);
});

test('an address listed for two tenants counts in both', () => {
  const rule = createBreakGlassRule(['acme', 'globex'].map((tenant) => ({ email: ada.email, tenant })));
  expect(['acme', 'globex', 'other'].map((tenant) => rule({ ...ada, tenant }))).toEqual([true, true, false]);
});

test('valid entries are no fault', () => {
  const right = [ID, 'ada@example.com', { id: 'ada@7' }, { email: 'ada@example.com', tenant: 'acme' }];
  expect(breakGlassProblems(right)).toEqual([]);
});

test.each([
  ['text', 'root', [], 'must be a list of ids and email addresses'],
  ['a blank text', [' '], [0], 'must be an id or an email address'],
  [
    'a text with "@" that is no address',
    ['a@b@c'],
    [0],
    'is not an email address; write an id that has an "@" as { id }',
  ],
  ['null', [ID, null], [1], 'must be text, { id } or { email, tenant }'],
  ['id and email', [{ id: ID, email: 'ada@example.com' }], [0], 'must be text, { id } or { email, tenant }'],
  [
    'an unknown key',
    [{ email: 'ada@example.com', tenants: 'a' }],
    [0, 'tenants'],
    'is not a known key; did you mean "tenant"?',
  ],
  ['an { id } with a tenant', [{ id: ID, tenant: 'acme' }], [0, 'tenant'], 'is not a known key'],
  ['an empty id', [{ id: '' }], [0, 'id'], 'must be the id of a user'],
  ['an email that is no address', [{ email: 'ada' }], [0, 'email'], 'is not an email address'],
  [
    'a tenant of null',
    [{ email: 'ada@example.com', tenant: null }],
    [0, 'tenant'],
    'must be the name of a tenant',
  ],
  ['an entry twice', [ID, { id: ID }], [1], 'names a user twice'],
])('%s is a fault', (_, list, at, message) => {
  const problems = breakGlassProblems(list);
  expect(Array.isArray(problems) ? problems : [{ ...(problems as object), at: [] }]).toMatchObject([
    { at, message },
  ]);
});
