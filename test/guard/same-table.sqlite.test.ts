import { createProvisioning, entities } from 'passport-jit';
import { EntitySchema, type DataSource, type DataSourceOptions } from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';
import { startPostgres, type Postgres } from '../support/databases/postgres-server';
import { MANAGED } from '../support/databases/guarded-database';

/** The table of memberships under another class of the app. */
function alias(tableName: string, schema?: string) {
  return new EntitySchema<{ id: string; role: string }>({
    name: `${tableName} of the schema ${schema}`,
    tableName,
    ...(schema === undefined ? {} : { schema }),
    synchronize: false,
    columns: { id: { type: String, primary: true }, role: { type: String } },
  });
}

let postgres: Postgres;
let dataSource: DataSource;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
afterEach(() => dataSource.destroy());

async function promote(spelling: ReturnType<typeof alias>, options: Partial<DataSourceOptions> = {}) {
  const all = [...Object.values(entities), spelling];
  dataSource = await openDatabase({ ...options, entities: all });
  await createTeams(dataSource);
  const settings = { justInTime: true, enhancedSync: true, mapping: MAPPING };
  const jit = createProvisioning({ dataSource, settings });
  const { user } = await jit.provision(identity('ada', ['Everyone']), { provider: 'okta' });
  return dataSource.manager.update(spelling, { id: user!.memberships[0]!.id }, { role: 'TEAM_ADMIN' });
}

test.each([alias('jit_memberships'), alias('JIT_Memberships'), alias('jit_memberships', 'main')])(
  'a table is recognized on SQLite by the name: $options.name',
  async (spelling) => {
    await expect(promote(spelling)).rejects.toEqual(MANAGED);
  },
);

test('a table is recognized on PostgreSQL by its schema, which the classes of the set leave out', async () => {
  const spelling = alias('jit_memberships', 'public');
  await expect(promote(spelling, await postgres.createDatabase())).rejects.toEqual(MANAGED);
});
