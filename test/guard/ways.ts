import type { DataSource, EntityManager } from 'typeorm';
import { AppUser } from './app';
import { type SeededRows } from './seed';
import type { GrantKind, GrantTarget } from './target';

/** One way in which TypeORM can write a grant. */
export interface GuardedWrite {
  /** As one would write it, for the docs. */
  label: string;
  /** @default every kind of grant */
  grants?: readonly GrantKind[];
  /** TypeORM tells no subscriber of it, so nobody can refuse it. */
  bypassesListeners?: true;
  /** Begins with a row that is soft-deleted. */
  startsSoftDeleted?: boolean;
  run(
    target: GrantTarget,
    manager: EntityManager,
    seeded: SeededRows,
    dataSource: DataSource,
  ): Promise<unknown>;
}

const load = (manager: EntityManager, { entity, id }: GrantTarget) => manager.findOneByOrFail(entity, { id });
const all = ({ id }: GrantTarget) => ({ id });

const INSERTS: GuardedWrite[] = [
  { label: '`save(new entity)`', run: (t, m) => m.save(m.create(t.entity, t.newRow())) },
  { label: '`save(Entity, plain object)`', run: (t, m) => m.save(t.entity, t.newRow()) },
  { label: '`save([several])`', run: (t, m) => m.save(t.entity, [t.upsertRow, t.newRow()]) },
  { label: '`insert`', run: (t, m) => m.insert(t.entity, t.newRow()) },
  { label: '`insert([several])`', run: (t, m) => m.insert(t.entity, [t.newRow()]) },
  { label: '`upsert` of a new row', run: (t, m) => m.upsert(t.entity, t.newRow(), ['id']) },
  {
    label: '`createQueryBuilder().insert()`',
    run: (t, m) => m.createQueryBuilder().insert().into(t.entity).values(t.newRow()).execute(),
  },
  {
    label: '`createQueryBuilder().insert().orIgnore()`',
    run: (t, m) => m.createQueryBuilder().insert().into(t.entity).values(t.newRow()).orIgnore().execute(),
  },
  {
    label: "`createQueryBuilder().insert().into('table')`",
    run: (t, m) => m.createQueryBuilder().insert().into(t.table).values(t.newRow()).execute(),
  },
];

const UPDATES: GuardedWrite[] = [
  {
    label: '`save(loaded entity)`',
    run: async (t, m) => m.save(Object.assign(await load(m, t), t.change)),
  },
  { label: '`save({ id, … })`', run: (t, m) => m.save(t.entity, { id: t.id, ...t.change }) },
  { label: '`update(id, …)`', run: (t, m) => m.update(t.entity, t.id, t.change) },
  { label: '`update(criteria, …)`', run: (t, m) => m.update(t.entity, all(t), t.change) },
  { label: '`updateAll`', run: (t, m) => m.updateAll(t.entity, { [t.numericColumn]: 7 }) },
  { label: '`upsert` over a row', run: (t, m) => m.upsert(t.entity, t.upsertRow, ['id']) },
  { label: '`increment`', run: (t, m) => m.increment(t.entity, all(t), t.numericColumn, 1) },
  { label: '`decrement`', run: (t, m) => m.decrement(t.entity, all(t), t.numericColumn, 1) },
  {
    label: '`createQueryBuilder().update()`',
    run: (t, m) => m.createQueryBuilder().update(t.entity).set(t.change).where(all(t)).execute(),
  },
  {
    label: '`createQueryBuilder().update()` with an SQL expression',
    run: (t, m) =>
      m
        .createQueryBuilder()
        .update(t.entity)
        .set({ [t.numericColumn]: () => '1 + 1' })
        .where(all(t))
        .execute(),
  },
  {
    label: '`createQueryBuilder().insert().orUpdate()`',
    run: (t, m) =>
      m
        .createQueryBuilder()
        .insert()
        .into(t.entity)
        .values(t.upsertRow)
        .orUpdate(Object.keys(t.change), ['id'])
        .execute(),
  },
  {
    label: "`createQueryBuilder().relation(Grant, 'user').of(grant).set(user)`",
    grants: ['membership', 'permission'],
    run: (t, m, { nobody }) => m.createQueryBuilder().relation(t.entity, 'user').of(t.id).set(nobody.id),
  },
  {
    label: "`createQueryBuilder().relation(User, 'memberships').of(user).add(grant)`",
    grants: ['membership', 'permission'],
    run: (t, m, { nobody }) => {
      const list = t.table === 'seats' ? 'memberships' : 'tenantPermissions';
      return m.createQueryBuilder().relation(AppUser, list).of(nobody.id).add(t.id);
    },
  },
  { label: 'another class on the same table', run: (t, m) => m.save(t.alias, { id: t.id, ...t.change }) },
  {
    label: 'in a transaction',
    run: (t, _, __, dataSource) => dataSource.transaction((m) => m.update(t.entity, t.id, t.change)),
  },
  {
    label: 'on a query runner, in its transaction',
    async run(t, _, __, dataSource) {
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      try {
        await runner.manager.save(t.entity, { id: t.id, ...t.change });
      } finally {
        await (runner.isTransactionActive ? runner.commitTransaction() : undefined);
        await runner.release();
      }
    },
  },
  {
    label: '`save(…, { transaction: false })`',
    run: (t, m) => m.save(t.entity, { id: t.id, ...t.change }, { transaction: false }),
  },
  {
    label: '`save(…, { data })`',
    run: (t, m) =>
      m.save(t.entity, { id: t.id, ...t.change }, { data: { permit: true, provisioning: true } }),
  },
];

const REMOVALS: GuardedWrite[] = [
  { label: '`remove(entity)`', run: async (t, m) => m.remove(await load(m, t)) },
  { label: '`remove([several])`', run: async (t, m) => m.remove([await load(m, t)]) },
  { label: '`delete(id)`', run: (t, m) => m.delete(t.entity, t.id) },
  { label: '`delete(criteria)`', run: (t, m) => m.delete(t.entity, all(t)) },
  { label: '`deleteAll`', run: (t, m) => m.deleteAll(t.entity) },
  {
    label: '`createQueryBuilder().delete()`',
    run: (t, m) => m.createQueryBuilder().delete().from(t.entity).where(all(t)).execute(),
  },
  { label: '`softRemove(entity)`', run: async (t, m) => m.softRemove(await load(m, t)) },
  { label: '`softDelete(id)`', run: (t, m) => m.softDelete(t.entity, t.id) },
  {
    label: '`createQueryBuilder().softDelete()`',
    run: (t, m) => m.createQueryBuilder().softDelete().from(t.entity).where(all(t)).execute(),
  },
  {
    label: '`update` of the soft-delete column',
    run: (t, m) => m.update(t.entity, t.id, { deletedAt: new Date() }),
  },
  {
    label: '`recover(entity)`',
    startsSoftDeleted: true,
    run: async (t, m) =>
      m.recover(await m.findOneOrFail(t.entity, { where: { id: t.id }, withDeleted: true })),
  },
  { label: '`restore(id)`', startsSoftDeleted: true, run: (t, m) => m.restore(t.entity, t.id) },
];

export const TYPEORM_WRITES = [...INSERTS, ...UPDATES, ...REMOVALS];
