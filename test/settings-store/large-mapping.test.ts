import { randomUUID } from 'node:crypto';
import { entities, type MappingError } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { LARGE_MAPPING, withinMaxSeconds } from '../support/fixtures/large-mapping';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ settings: undefined, createMissingTeams: true });
});
afterAll(() => harness.close());

test('a mapping of 10,000 entries is saved, and a user in 1,000 of its groups signs in', async () => {
  const patch = { justInTime: true, enhancedSync: true, mapping: { mappings: LARGE_MAPPING } };
  await withinMaxSeconds(() => harness.jit.settings.update(patch, { version: 0, actor: 'ada' }));
  const groups = LARGE_MAPPING.slice(0, 1000).map(({ group_name }) => group_name);
  const { user } = await withinMaxSeconds(() => harness.signIn('ada', groups));
  expect(user?.memberships).toHaveLength(300);
  expect(await withinMaxSeconds(() => harness.signIn('ada', groups.reverse()))).toMatchObject({
    outcome: 'unchanged',
  });
});

test('10,000 entries of teams that do not exist are refused, with a suggestion out of 10,000 teams', async () => {
  const { manager } = harness.dataSource;
  const teams = Array.from({ length: 10_000 }, (_, i) => ({
    id: randomUUID(),
    tenant: 'big',
    name: `Department of number ${i}`,
  }));
  for (let from = 0; from < teams.length; from += 500)
    // Without reading the rows back, which takes TypeORM long on MariaDB.
    await manager
      .createQueryBuilder()
      .insert()
      .into(entities.Team)
      .values(teams.slice(from, from + 500))
      .updateEntity(false)
      .execute();
  const jit = harness.reconfigured({ createMissingTeams: false });
  const mappings = LARGE_MAPPING.map((entry, i) => ({ ...entry, team_name: `Departmnt of number ${i}` }));
  const update = jit.settings.update({ mapping: { mappings } }, { tenant: 'big', version: 0, actor: 'ada' });
  const error = await withinMaxSeconds(() => update.catch((reason: unknown) => reason as MappingError));
  expect(error).toMatchObject({ code: 'mapping_invalid' });
  const { faults, omitted } = error as MappingError;
  expect(faults.length + omitted).toBe(10_000);
  expect(faults[0]?.message).toContain('did you mean "Department of number 0"?');
});
