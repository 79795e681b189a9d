import { compileMapping } from '../../src/mapping/compile';
import { resolveGrants } from '../../src/mapping/resolve-grants';
import { LARGE_MAPPING, withinMaxSeconds } from '../support/fixtures/large-mapping';
import { ENTRY, mappingError, mappingFaults, normalizedMapping } from '../support/fixtures/parse-mapping';

jest.setTimeout(120_000);

test('a mapping of 10,000 entries is parsed and compiled in reasonable time', async () => {
  const mapping = await withinMaxSeconds(() =>
    compileMapping(normalizedMapping({ mappings: LARGE_MAPPING })),
  );
  expect(mapping.teams.size).toBe(300);
});

test('a mapping of 10,000 entries with 20,000 faults is refused in reasonable time', async () => {
  const mappings = LARGE_MAPPING.map((entry, i) => ({
    ...entry,
    role_name: `EDITR ${i}`,
    [`extra ${i}`]: i,
  }));
  const error = await withinMaxSeconds(() => mappingError({ mappings }));
  expect([error?.faults.length, error?.omitted]).toEqual([100, 19_900]);
  expect(error?.message.split('\n').at(-1)).toBe('  and 19,900 more');
});

test('names of a megabyte are faults, found in reasonable time', async () => {
  const name = 'x'.repeat(1_000_000);
  const mapping = { [name]: 1, mappings: [{ ...ENTRY, team_name: name, role_name: name, [name]: 1 }] };
  expect(await withinMaxSeconds(() => mappingFaults(mapping))).toHaveLength(4);
});

test('a group whose name has a megabyte matches nothing, in reasonable time', async () => {
  const mapping = compileMapping(normalizedMapping({ mappings: [ENTRY] }));
  const { matched } = await withinMaxSeconds(() => resolveGrants(['x'.repeat(1_000_000)], mapping, 'okta'));
  expect(matched).toBe(false);
});
