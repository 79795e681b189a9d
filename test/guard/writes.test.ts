import { ProvisioningError } from 'passport-jit';
import {
  createGuardedProvisioning,
  SYNC_SETTINGS,
  type GuardedOptions,
} from '../support/fixtures/guarded-entities';
import { withGuardedDatabase } from '../support/databases/guarded-database';
import { CASCADE_WRITES, WRITES_WITHOUT_LISTENERS } from '../support/fixtures/cascade-writes';
import { ALLOWED_WRITES } from '../support/fixtures/allowed-writes';
import { expectDocsTable } from '../support/assertions/docs-table';
import { databaseContents, seed, type SeededRows } from '../support/fixtures/guarded-rows';
import { GRANT_KINDS, grantTarget, type GrantKind } from '../support/fixtures/grant-target';
import { TYPEORM_WRITES, type GuardedWrite } from '../support/fixtures/typeorm-writes';
import { isOldestTypeorm } from '../support/databases/database-type';
import { runSql } from '../support/databases/run-sql';

/** TypeORM 0.3 has no such methods, and the database itself refuses what its cascade tries. */
const NOT_IN_OLDEST = [
  '`updateAll`',
  '`deleteAll`',
  '`createQueryBuilder().insert().valuesFromSelect()`',
  'cascade: `save(user)` without the membership',
];
const ALL = [...TYPEORM_WRITES, ...CASCADE_WRITES, ...WRITES_WITHOUT_LISTENERS].filter(
  ({ label }) => !isOldestTypeorm || !NOT_IN_OLDEST.includes(label),
);
const appliesTo = (way: GuardedWrite, grant: GrantKind) => (way.grants ?? GRANT_KINDS).includes(grant);
const writes = ALL.flatMap((way) =>
  GRANT_KINDS.filter((grant) => appliesTo(way, grant)).map((grant) => [way.label, grant, way] as const),
);

/** What came of each write under enhanced sync, on either database. */
const outcomes = new Map<string, Set<string>>();

withGuardedDatabase((dataSource) => {
  /** Whether a write is made or refused; one that fails otherwise, or changes nothing, is a fault of the test. */
  async function outcomeOf(
    prepare: (seeded: SeededRows) => Promise<() => unknown>,
    options?: GuardedOptions,
  ) {
    createGuardedProvisioning(dataSource(), options);
    const write = await prepare(await seed(dataSource()));
    const before = await databaseContents(dataSource());
    try {
      await write();
    } catch (error) {
      if (!(error instanceof ProvisioningError)) throw error;
      expect(error).toMatchObject({ code: 'managed_by_identity_provider', status: 403 });
      expect(await databaseContents(dataSource())).toEqual(before);
      return 'refused';
    }
    expect(await databaseContents(dataSource())).not.toEqual(before);
    return 'made';
  }

  test.each(writes)('%s: a managed %s', async (_, grant, way) => {
    const prepare = async (seeded: SeededRows) => {
      const target = grantTarget(grant, seeded);
      if (way.startsSoftDeleted) {
        const { table, id } = target;
        await runSql(dataSource(), `UPDATE ${table} SET "deletedAt" = CURRENT_TIMESTAMP WHERE id = '${id}'`);
      }
      return () => way.run(target, dataSource().manager, seeded, dataSource());
    };
    expect(await outcomeOf(prepare, { settings: { ...SYNC_SETTINGS, enhancedSync: 'report-only' } })).toBe(
      'made',
    );
    const outcome = await outcomeOf(prepare);
    expect(outcome).toBe(way.bypassesListeners ? 'made' : 'refused');
    const key = `${way.label}: ${grant}`;
    outcomes.set(key, (outcomes.get(key) ?? new Set()).add(outcome));
  });

  test.each(ALLOWED_WRITES.map((allowed) => [allowed.label, allowed] as const))(
    '%s passes',
    async (_, allowed) => {
      expect(await outcomeOf(async (seeded) => () => allowed.run(dataSource().manager, seeded))).toBe('made');
    },
  );
});

test('the table in the docs lists these outcomes', () => {
  const cell = (way: GuardedWrite, grant: GrantKind) => {
    if (!appliesTo(way, grant)) return '';
    const outcome = [...(outcomes.get(`${way.label}: ${grant}`) ?? [])];
    expect(outcome).toEqual([way.bypassesListeners ? 'made' : 'refused']);
    return way.bypassesListeners ? '**unseen**' : 'refused';
  };
  if (isOldestTypeorm) return;
  expectDocsTable('ways', [
    ['way of writing', 'membership', 'owner flag', 'permission'],
    ...ALL.map((way) => [way.label, ...GRANT_KINDS.map((grant) => cell(way, grant))]),
  ]);
  expectDocsTable('passes', [['what passes'], ...ALLOWED_WRITES.map(({ label }) => [label])]);
});
