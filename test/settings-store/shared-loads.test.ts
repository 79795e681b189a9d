import { contextOf } from '../../src/provisioning';
import { isOn } from '../support/databases/database-type';
import { logQueries } from '../support/databases/query-log';
import type { Harness } from '../support/harness/harness';
import { openStoredSettingsHarness, SYNC_SETTINGS } from '../support/harness/stored-settings';

let harness: Harness;
beforeEach(async () => {
  harness = await openStoredSettingsHarness();
  await harness.jit.settings.update(SYNC_SETTINGS, { version: 0, actor: 'ada' });
});
afterEach(() => harness.close());

/** Another instance of the app, which has nothing in its cache. */
const newContext = () => contextOf(harness.reconfigured());

test('concurrent calls read a mapping once', async () => {
  const { settings } = newContext();
  const queries = logQueries(harness.dataSource);
  const loaded = await Promise.all(Array.from({ length: 10 }, () => settings.load('default')));
  // On the only connection they are read one after the other.
  if (isOn('postgres', 'mariadb')) expect(new Set(loaded).size).toBe(1);
  queries.length = 0;
  expect(await settings.load('default')).toBe(await settings.load('default'));
  expect(queries.filter(({ sql }) => sql.includes('mapping'))).toEqual([]);
});

test('sign-ins that read the same mapping compile it once', async () => {
  const { settings, reader, database } = newContext();
  const key = { tenant: 'default', provider: 'okta', subject: 'ada' };
  const rows = await Promise.all(
    [1, 2].map(() => reader.loadForSignIn(database.dataSource, key, undefined, false)),
  );
  const [first, second] = rows.map((row) => settings.fromRow('default', row.settings, undefined));
  expect(first!.mapping).toMatchObject(SYNC_SETTINGS.mapping);
  expect(second).toBe(first);
});

test('sign-ins that are read together share the settings of one row', async () => {
  const { settings: source, reader, database } = newContext();
  const keys = ['ada', 'bo', 'cy'].map((subject) => ({ tenant: 'default', provider: 'okta', subject }));
  const rows = await reader.loadManyForSignIn(database.dataSource, keys, undefined);
  expect(rows).toHaveLength(3);
  for (const { settings } of rows)
    expect(source.fromRow('default', settings, undefined).mapping).toMatchObject(SYNC_SETTINGS.mapping);
  if (isOn('postgres')) expect(new Set(rows.map(({ settings }) => settings)).size).toBe(1);
});
