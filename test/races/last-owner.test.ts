import { entities } from 'passport-jit';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { onServer } from '../support/databases/create-database';
import { isOn } from '../support/databases/database-type';
import { createTeams, MAPPING } from '../support/harness/harness';
import { openConcurrencyEnvironment } from '../support/environments/concurrency';
import type { SignInResult, SignInRequest } from '../support/processes/sign-in-job';

/*
 * Every owner of a tenant signs in at the same moment, and the mapping names none of them any more. Each sees that
 * there are others, so without a lock all of them would lose the status.
 */
/** What a database takes for its default is not for this library to choose. */
const ISOLATIONS = ['read committed', 'repeatable read', 'serializable'];
const OWNERS = 8;
const ROUNDS = 4;
const signIns: SignInRequest[] = Array.from({ length: OWNERS }, (_, i) => ({
  subject: `owner-${i}`,
  groups: ['Administrators'],
}));
const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const mapping = { ...MAPPING, tenant_owners_groups: ['Unassigned'] };

async function expectOneOwnerRemains(
  dataSource: DataSource,
  tenant: string,
  signInConcurrently: (options: object, signIns: SignInRequest[]) => Promise<SignInResult[]>,
): Promise<void> {
  const { User, AuditEvent } = entities;
  await createTeams(dataSource, tenant);
  await signInConcurrently({ settings }, signIns);
  expect(await dataSource.manager.countBy(User, { tenant, tenantOwner: true })).toBe(OWNERS);

  const results = await signInConcurrently({ settings: { ...settings, mapping } }, signIns);
  expect(results.map(({ outcome, code }) => code ?? outcome).sort()).toEqual([
    ...Array<string>(OWNERS - 1).fill('synced'),
    'unchanged',
  ]);
  expect(await dataSource.manager.countBy(User, { tenant, tenantOwner: true })).toBe(1);
  const skipped = await dataSource.manager.findBy(AuditEvent, { tenant, type: 'skipped' });
  expect(skipped.map(({ details }) => details)).toEqual([{ notes: [{ kind: 'lastOwner' }] }]);
  expect(await dataSource.manager.countBy(AuditEvent, { tenant, type: 'changed' })).toBe(OWNERS - 1);
}

test.each(isOn('postgres') ? ISOLATIONS : ['as it is'])(
  'with the default isolation %s',
  async (isolation) => {
    const environment = await openConcurrencyEnvironment((database) => setDefault(database, isolation));
    for (let round = 0; round < ROUNDS; round += 1) {
      const tenant = `round ${round}`;
      await expectOneOwnerRemains(environment.dataSource, tenant, (options, crowd) =>
        environment.signInConcurrently({ tenant, options, signIns: crowd }),
      );
    }
    await environment.close();
  },
);

async function setDefault(database: DataSourceOptions, isolation: string): Promise<void> {
  if (!isOn('postgres')) return;
  await onServer((admin) =>
    admin.query(
      `ALTER DATABASE ${String(database.database)} SET default_transaction_isolation = '${isolation}'`,
    ),
  );
}
