import { ProvisioningError, type ProvisioningOptions } from 'passport-jit';
import { provisioning, SYNC } from './app';
import { onDatabase } from './databases';
import { CASCADES, UNSEEN } from './more-ways';
import { PASSES } from './passes';
import { expectInDocs } from './docs-table';
import { contents, seed, type Seeded } from './seed';
import { GRANTS, targetOf, type Grant } from './target';
import { WAYS, type Way } from './ways';
import { isOldestTypeorm } from '../support/database-type';
import { runSql } from '../support/sql';

/** TypeORM 0.3 has no such methods, and the database itself refuses what its cascade tries. */
const NOT_IN_OLDEST = [
  '`updateAll`',
  '`deleteAll`',
  '`createQueryBuilder().insert().valuesFromSelect()`',
  'cascade: `save(user)` without the membership',
];
const ALL = [...WAYS, ...CASCADES, ...UNSEEN].filter(
  ({ way }) => !isOldestTypeorm || !NOT_IN_OLDEST.includes(way),
);
const isFor = (way: Way, grant: Grant) => (way.grants ?? GRANTS).includes(grant);
const writes = ALL.flatMap((way) =>
  GRANTS.filter((grant) => isFor(way, grant)).map((grant) => [way.way, grant, way] as const),
);

/** What came of each write under enhanced sync, on either database. */
const outcomes = new Map<string, Set<string>>();

onDatabase((dataSource) => {
  /** Whether a write is made or refused; one that fails otherwise, or changes nothing, is a fault of the test. */
  async function outcomeOf(
    prepare: (seeded: Seeded) => Promise<() => unknown>,
    options?: Partial<ProvisioningOptions>,
  ) {
    provisioning(dataSource(), options);
    const write = await prepare(await seed(dataSource()));
    const before = await contents(dataSource());
    try {
      await write();
    } catch (error) {
      if (!(error instanceof ProvisioningError)) throw error;
      expect(error).toMatchObject({ code: 'managed_by_identity_provider', status: 403 });
      expect(await contents(dataSource())).toEqual(before);
      return 'refused';
    }
    expect(await contents(dataSource())).not.toEqual(before);
    return 'made';
  }

  test.each(writes)('%s: a managed %s', async (_, grant, way) => {
    const prepare = async (seeded: Seeded) => {
      const target = targetOf(grant, seeded);
      if (way.onDeleted) {
        const { table, id } = target;
        await runSql(dataSource(), `UPDATE ${table} SET "deletedAt" = CURRENT_TIMESTAMP WHERE id = '${id}'`);
      }
      return () => way.run(target, dataSource().manager, seeded, dataSource());
    };
    expect(await outcomeOf(prepare, { settings: { ...SYNC, enhancedSync: 'report-only' } })).toBe('made');
    const outcome = await outcomeOf(prepare);
    expect(outcome).toBe(way.unseen ? 'made' : 'refused');
    const key = `${way.way}: ${grant}`;
    outcomes.set(key, (outcomes.get(key) ?? new Set()).add(outcome));
  });

  test.each(PASSES.map((pass) => [pass.what, pass] as const))('%s passes', async (_, pass) => {
    expect(await outcomeOf(async (seeded) => () => pass.run(dataSource().manager, seeded))).toBe('made');
  });
});

test('the docs say so', () => {
  const cell = (way: Way, grant: Grant) => {
    if (!isFor(way, grant)) return '';
    const outcome = [...(outcomes.get(`${way.way}: ${grant}`) ?? [])];
    expect(outcome).toEqual([way.unseen ? 'made' : 'refused']);
    return way.unseen ? '**unseen**' : 'refused';
  };
  if (isOldestTypeorm) return;
  expectInDocs('ways', [
    ['way of writing', 'membership', 'owner flag', 'permission'],
    ...ALL.map((way) => [way.way, ...GRANTS.map((grant) => cell(way, grant))]),
  ]);
  expectInDocs('passes', [['what passes'], ...PASSES.map(({ what }) => [what])]);
});
