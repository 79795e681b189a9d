import type { DataSource, EntityManager } from 'typeorm';
import { Person } from './app';
import { type Seeded } from './seed';
import type { Grant, Target } from './target';

/** One way in which TypeORM can write a grant. */
export interface Way {
  /** As one would write it, for the docs. */
  way: string;
  /** @default every kind of grant */
  grants?: readonly Grant[];
  /** TypeORM tells no subscriber of it, so nobody can refuse it. */
  unseen?: true;
  /** Begins with a row that is soft-deleted. */
  onDeleted?: boolean;
  run(target: Target, manager: EntityManager, seeded: Seeded, dataSource: DataSource): Promise<unknown>;
}

const load = (manager: EntityManager, { entity, id }: Target) => manager.findOneByOrFail(entity, { id });
const all = ({ id }: Target) => ({ id });

const GIVING: Way[] = [
  { way: '`save(new entity)`', run: (t, m) => m.save(m.create(t.entity, t.fresh())) },
  { way: '`save(Entity, plain object)`', run: (t, m) => m.save(t.entity, t.fresh()) },
  { way: '`save([several])`', run: (t, m) => m.save(t.entity, [t.whole, t.fresh()]) },
  { way: '`insert`', run: (t, m) => m.insert(t.entity, t.fresh()) },
  { way: '`insert([several])`', run: (t, m) => m.insert(t.entity, [t.fresh()]) },
  { way: '`upsert` of a new row', run: (t, m) => m.upsert(t.entity, t.fresh(), ['id']) },
  {
    way: '`createQueryBuilder().insert()`',
    run: (t, m) => m.createQueryBuilder().insert().into(t.entity).values(t.fresh()).execute(),
  },
  {
    way: '`createQueryBuilder().insert().orIgnore()`',
    run: (t, m) => m.createQueryBuilder().insert().into(t.entity).values(t.fresh()).orIgnore().execute(),
  },
  {
    way: "`createQueryBuilder().insert().into('table')`",
    run: (t, m) => m.createQueryBuilder().insert().into(t.table).values(t.fresh()).execute(),
  },
];

const CHANGING: Way[] = [
  {
    way: '`save(loaded entity)`',
    run: async (t, m) => m.save(Object.assign(await load(m, t), t.change)),
  },
  { way: '`save({ id, … })`', run: (t, m) => m.save(t.entity, { id: t.id, ...t.change }) },
  { way: '`update(id, …)`', run: (t, m) => m.update(t.entity, t.id, t.change) },
  { way: '`update(criteria, …)`', run: (t, m) => m.update(t.entity, all(t), t.change) },
  { way: '`updateAll`', run: (t, m) => m.updateAll(t.entity, { [t.number]: 7 }) },
  { way: '`upsert` over a row', run: (t, m) => m.upsert(t.entity, t.whole, ['id']) },
  { way: '`increment`', run: (t, m) => m.increment(t.entity, all(t), t.number, 1) },
  { way: '`decrement`', run: (t, m) => m.decrement(t.entity, all(t), t.number, 1) },
  {
    way: '`createQueryBuilder().update()`',
    run: (t, m) => m.createQueryBuilder().update(t.entity).set(t.change).where(all(t)).execute(),
  },
  {
    way: '`createQueryBuilder().update()` with an SQL expression',
    run: (t, m) =>
      m
        .createQueryBuilder()
        .update(t.entity)
        .set({ [t.number]: () => '1 + 1' })
        .where(all(t))
        .execute(),
  },
  {
    way: '`createQueryBuilder().insert().orUpdate()`',
    run: (t, m) =>
      m
        .createQueryBuilder()
        .insert()
        .into(t.entity)
        .values(t.whole)
        .orUpdate(Object.keys(t.change), ['id'])
        .execute(),
  },
  {
    way: "`createQueryBuilder().relation(Grant, 'user').of(grant).set(user)`",
    grants: ['membership', 'permission'],
    run: (t, m, { nobody }) => m.createQueryBuilder().relation(t.entity, 'user').of(t.id).set(nobody.id),
  },
  {
    way: "`createQueryBuilder().relation(User, 'memberships').of(user).add(grant)`",
    grants: ['membership', 'permission'],
    run: (t, m, { nobody }) => {
      const list = t.table === 'seats' ? 'memberships' : 'tenantPermissions';
      return m.createQueryBuilder().relation(Person, list).of(nobody.id).add(t.id);
    },
  },
  { way: 'another class on the same table', run: (t, m) => m.save(t.alias, { id: t.id, ...t.change }) },
  {
    way: 'in a transaction',
    run: (t, _, __, dataSource) => dataSource.transaction((m) => m.update(t.entity, t.id, t.change)),
  },
  {
    way: 'on a query runner, in its transaction',
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
    way: '`save(…, { transaction: false })`',
    run: (t, m) => m.save(t.entity, { id: t.id, ...t.change }, { transaction: false }),
  },
  {
    way: '`save(…, { data })`',
    run: (t, m) =>
      m.save(t.entity, { id: t.id, ...t.change }, { data: { permit: true, provisioning: true } }),
  },
];

const TAKING: Way[] = [
  { way: '`remove(entity)`', run: async (t, m) => m.remove(await load(m, t)) },
  { way: '`remove([several])`', run: async (t, m) => m.remove([await load(m, t)]) },
  { way: '`delete(id)`', run: (t, m) => m.delete(t.entity, t.id) },
  { way: '`delete(criteria)`', run: (t, m) => m.delete(t.entity, all(t)) },
  { way: '`deleteAll`', run: (t, m) => m.deleteAll(t.entity) },
  {
    way: '`createQueryBuilder().delete()`',
    run: (t, m) => m.createQueryBuilder().delete().from(t.entity).where(all(t)).execute(),
  },
  { way: '`softRemove(entity)`', run: async (t, m) => m.softRemove(await load(m, t)) },
  { way: '`softDelete(id)`', run: (t, m) => m.softDelete(t.entity, t.id) },
  {
    way: '`createQueryBuilder().softDelete()`',
    run: (t, m) => m.createQueryBuilder().softDelete().from(t.entity).where(all(t)).execute(),
  },
  {
    way: '`update` of the soft-delete column',
    run: (t, m) => m.update(t.entity, t.id, { deletedAt: new Date() }),
  },
  {
    way: '`recover(entity)`',
    onDeleted: true,
    run: async (t, m) =>
      m.recover(await m.findOneOrFail(t.entity, { where: { id: t.id }, withDeleted: true })),
  },
  { way: '`restore(id)`', onDeleted: true, run: (t, m) => m.restore(t.entity, t.id) },
];

export const WAYS = [...GIVING, ...CHANGING, ...TAKING];
