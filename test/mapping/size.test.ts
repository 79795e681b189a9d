import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createProvisioning, entities, type MappingError } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { mappingFaults } from '../support/harness/mappings';

/** 10,000 entries for 5,000 groups in 300 teams. */
const mappings = Array.from({ length: 10_000 }, (_, i) => ({
  group_name: `Group of the directory, number ${i % 5000}`,
  team_name: `Team ${i % 300}`,
  role_name: ['TEAM_ADMIN', 'EDITOR', 'VIEWER'][i % 3]!,
}));
const IN_THOUSAND = mappings.slice(0, 1000).map(({ group_name }) => group_name);

/** Seconds of this processor, so that a busy machine is no fault: far above what it takes, far below anything quadratic. */
const REASONABLE = 5;

async function timed<T>(work: () => T | Promise<T>): Promise<T> {
  const begun = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1e6).toBeLessThan(REASONABLE);
  return result;
}

describe('10,000 entries', () => {
  let harness: Harness;
  let dataSource: DataSource;
  beforeAll(async () => {
    harness = await openHarness({ settings: undefined, createMissingTeams: true });
    ({ dataSource } = harness);
  });
  afterAll(() => harness.close());

  test('are checked and compiled in reasonable time', async () => {
    await timed(() => createProvisioning({ dataSource, settings: { mapping: { mappings } } }));
  });

  test('with 20,000 faults as well', async () => {
    const wrong = mappings.map((entry, i) => ({ ...entry, role_name: `EDITR ${i}`, [`extra ${i}`]: i }));
    expect(await timed(() => mappingFaults(dataSource, { mappings: wrong }))).toHaveLength(20_000);
  });

  test('are saved, and somebody in 1,000 of the groups signs in', async () => {
    const patch = { justInTime: true, enhancedSync: true, mapping: { mappings } };
    await timed(() => harness.jit.settings.update(patch, { version: 0, actor: 'ada' }));
    const { user } = await timed(() => harness.signIn('ada', IN_THOUSAND));
    expect(user?.memberships).toHaveLength(300);
    expect(await timed(() => harness.signIn('ada', [...IN_THOUSAND].reverse()))).toMatchObject({
      outcome: 'unchanged',
    });
  });

  test('that name 10,000 teams which are not there, among 10,000 that are', async () => {
    const teams = Array.from({ length: 10_000 }, (_, i) => ({
      id: randomUUID(),
      tenant: 'big',
      name: `Department of number ${i}`,
    }));
    for (let from = 0; from < teams.length; from += 500)
      await dataSource.manager.insert(entities.Team, teams.slice(from, from + 500));
    const jit = harness.reconfigured({ createMissingTeams: false });
    const wrong = mappings.map((entry, i) => ({ ...entry, team_name: `Departmnt of number ${i}` }));
    const update = jit.settings.update(
      { mapping: { mappings: wrong } },
      { tenant: 'big', version: 0, actor: 'ada' },
    );
    const error = await timed(() => update.catch((reason: unknown) => reason as MappingError));
    expect(error).toMatchObject({ code: 'mapping_invalid' });
    expect((error as MappingError).faults).toHaveLength(10_000);
    expect((error as MappingError).faults[0]?.message).toContain('did you mean "Department of number 0"?');
  });
});

test('a name of a megabyte is a fault, and no matter of minutes', async () => {
  const harness = await openHarness();
  const name = 'x'.repeat(1_000_000);
  const mapping = { [name]: 1, mappings: [{ ...mappings[0], team_name: name, role_name: name, [name]: 1 }] };
  const faults = await timed(() => mappingFaults(harness.dataSource, mapping));
  expect(faults).toHaveLength(4);
  await timed(() => harness.jit.provision(identity('ada', [name]), { provider: 'okta' }));
  await harness.close();
});
