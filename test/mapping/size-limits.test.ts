import { checkMapping } from '../../src/mapping/parse';

const check = (input: unknown, maxEntries?: number) =>
  checkMapping(input, { roles: ['VIEWER'], maxEntries }).faults;

const entry = { group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' };

test('more than 20,000 entries are one fault, and no entry is looked at', () => {
  const mappings = Array.from({ length: 20_001 }, () => ({}));
  const fault = {
    path: 'mappings',
    code: 'too_many',
    message: 'has 20001 entries, and may have 20000 in total',
  };
  expect(check({ mappings })).toEqual([{ ...fault, segments: ['mappings'] }]);
  expect(check({ user_group_mapping: { mappings } })).toMatchObject([{ code: 'too_many' }]);
  expect(check({ mappings: mappings.slice(1).map(() => entry) })).toEqual([]);
});

test('all lists count together, and the app configures the maximum', () => {
  const document = { mappings: [entry, entry], tenant_owners_groups: ['Administrators'] };
  expect(check(document, 3)).toEqual([]);
  expect(check(document, 2)).toMatchObject([{ path: '', code: 'too_many' }]);
});

test('a mapping has at most 4 MB as JSON, and the app decides how many bytes it may have', () => {
  const fault = { path: '', segments: [], code: 'too_long', message: 'has more than 4194304 bytes as JSON' };
  const mappings = Array.from({ length: 20_000 }, () => ({ ...entry, group_name: 'é'.repeat(80) }));
  expect(check({ mappings })).toEqual([fault]);
  expect(check({ user_group_mapping: { mappings } })).toEqual([fault]);
  expect(check({ mappings: mappings.map((each) => ({ ...each, group_name: 'é'.repeat(50) })) })).toEqual([]);
  const small = (maxBytes: number) => checkMapping({ mappings: [entry] }, { roles: ['VIEWER'], maxBytes });
  expect(small(JSON.stringify(entry).length).faults).toMatchObject([{ code: 'too_long' }]);
  expect(small(JSON.stringify(entry).length + 1).faults).toEqual([]);
});

test('an object with more than 100 keys is one fault', () => {
  const large = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`key${i}`, i]));
  expect(check({ mappings: [entry, large] })).toMatchObject([{ path: 'mappings[1]', code: 'too_many' }]);
  expect(check(large)).toMatchObject([{ path: '', code: 'too_many' }]);
});

test('a key of any length is shortened in the fault about it', () => {
  const [fault] = check({ mappings: [entry], ['x'.repeat(1_000_000)]: 1 });
  expect(fault?.path).toHaveLength(201);
  expect(JSON.stringify(fault).length).toBeLessThan(1000);
});
