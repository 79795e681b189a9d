import { DataSource } from 'typeorm';
import {
  createProvisioning,
  entities,
  InvalidInputError,
  type Fault,
  type ProvisioningOptions,
} from 'passport-jit';
import { openDatabase } from '../support/harness/harness';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

/** What is wrong with some options, whatever their types say. */
function faultsOf(options: unknown): Pick<Fault, 'path' | 'message'>[] {
  try {
    createProvisioning(options as ProvisioningOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ code: 'options_invalid' });
    return (error as InvalidInputError).faults.map(({ path, message }) => ({ path, message }));
  }
  return [];
}

const faultsWith = (options: object) => faultsOf({ dataSource, ...options });

test('a data source is enough', () => {
  expect(faultsWith({})).toEqual([]);
});

test.each([
  [undefined, ['']],
  [null, ['']],
  ['sqlite', ['']],
  [[], ['']],
  [{}, ['dataSource']],
  [{ dataSource: null }, ['dataSource']],
  [{ dataSource: { type: 'better-sqlite3' } }, ['dataSource']],
])('without one: %j', (options, paths) => {
  expect(faultsOf(options).map(({ path }) => path)).toEqual(paths);
});

test('a data source that is not initialized is a fault that says how to initialize it', () => {
  const idle = new DataSource({ type: 'better-sqlite3', database: ':memory:' });
  expect(faultsOf({ dataSource: idle })).toEqual([
    { path: 'dataSource', message: 'must be initialized first: await dataSource.initialize()' },
  ]);
});

test('a data source without the entities names those that are missing', async () => {
  const { AuditEvent, ...others } = entities;
  const without = await openDatabase({ entities: Object.values(others) });
  const [fault, ...more] = faultsOf({ dataSource: without });
  await without.destroy();
  expect(more).toEqual([]);
  expect(fault).toEqual({
    path: 'entities.AuditEvent',
    message: 'is not in the DataSource: give it entities: Object.values(entities)',
  });
  expect(faultsWith({ entities: others }).map(({ path }) => path)).toEqual(['entities.AuditEvent']);
  expect(AuditEvent).toBeDefined();
});

test('all faults are reported at once', () => {
  const wrong = {
    manageTeams: 'all',
    unmatched: 'refuse',
    breakGlass: 'root',
    syncProfile: 1,
    resolveGroups: [],
  };
  expect(faultsWith(wrong)).toEqual([
    { path: 'manageTeams', message: 'is not a known option; did you mean "managedTeams"?' },
    { path: 'breakGlass', message: 'must be a list of ids and email addresses' },
    { path: 'unmatched', message: 'must be "create" or "deny"' },
    { path: 'syncProfile', message: 'must be true or false' },
    { path: 'resolveGroups', message: 'must be a function' },
  ]);
});

test.each([
  ['roles', [], 'must not be empty'],
  ['roles', ['EDITOR', 'EDITOR'], 'contains a duplicate'],
  ['roles', ['EDITOR', ''], 'must be a list of names'],
  ['permissions', [7], 'must be a list of names'],
  ['permissions', null, undefined],
  ['createMissingTeams', 'yes', 'must be true or false'],
  ['managedTeams', 'none', 'must be "all" or "mapped"'],
  ['groupsPolicy', 'keep', 'must be an object with absent, overage, malformed, not a string'],
  ['groupsPolicy', null, 'must be an object with absent, overage, malformed, not null'],
  ['removalSafeguard', true, 'must be an object with window, maxUsers, maxShare, not a boolean'],
  ['removalSafeguard', null, 'must be an object with window, maxUsers, maxShare, not null'],
  ['avatarProtocols', ['https'], 'must be protocols as URLs have them, such as "https:", not "https"'],
  ['avatarProtocols', ['HTTPS:'], 'must be protocols as URLs have them, such as "https:", not "HTTPS:"'],
  ['avatarProtocols', [], undefined],
  ['resolveGroupsTimeout', 'soon', `must be a length of time such as '8h', not "soon"`],
  ['resolveGroupsTimeout', -1, `must be a length of time such as '8h', not -1`],
  ['resolveGroupsTimeout', 1.5, undefined],
  ['resolveGroupsTimeout', '60d', 'must be at most 24 days'],
  ['resolveGroupsFor', ['overage', 'absent'], undefined],
  ['resolveGroupsFor', [], undefined],
  ['resolveGroupsFor', 'absent', 'must be a list of names'],
  ['resolveGroupsFor', ['absent', 'absent'], 'contains a duplicate'],
  ['resolveGroupsFor', ['absnet'], 'must be a list of "overage" and "absent", not "absnet"'],
  ['lastSignInPrecision', '', `must be a length of time such as '8h', not ""`],
  ['lastSignInPrecision', '90 days', undefined],
  ['lastSignInPrecision', 0, undefined],
  ['lastSignInPrecision', NaN, `must be a length of time such as '8h', not null`],
  ['onListenerError', 'log', 'must be a function'],
])('%s of %j', (path, value, message) => {
  expect(faultsWith({ [path]: value })).toEqual(message === undefined ? [] : [{ path, message }]);
});

test.each([
  ['groupsPolicy', { absnet: 'deny' }, 'absnet', 'is not a known option; did you mean "absent"?'],
  ['groupsPolicy', { absent: 'ignore' }, 'absent', 'must be "auto" or "keep" or "revoke" or "deny"'],
  ['groupsPolicy', { overage: 'auto' }, 'overage', 'must be "keep" or "revoke" or "deny"'],
  ['groupsPolicy', { malformed: null }, 'malformed', 'must be "keep" or "revoke" or "deny"'],
  ['removalSafeguard', { maxUser: 3 }, 'maxUser', 'is not a known option; did you mean "maxUsers"?'],
  ['removalSafeguard', { maxUsers: 2.5 }, 'maxUsers', 'must be a whole number'],
  ['removalSafeguard', { maxUsers: -1 }, 'maxUsers', 'must be a whole number'],
  ['removalSafeguard', { maxShare: 20 }, 'maxShare', 'must be a number from 0 to 1'],
  ['removalSafeguard', { maxShare: '20%' }, 'maxShare', 'must be a number from 0 to 1'],
  [
    'removalSafeguard',
    { window: 'x'.repeat(200) },
    'window',
    expect.stringMatching(/^must be a length of time/),
  ],
])('%s of %j: a typo must not switch anything off', (path, value, key, message: unknown) => {
  expect(faultsWith({ [path]: value })).toEqual([{ path: `${path}.${key}`, message }]);
});
