import { Club, Person, Right, Seat } from './app';
import { runSql } from '../support/sql';
import type { Way } from './ways';

const membership = ['membership'] as const;

/** Writes that reach a grant through another row. */
export const CASCADES: Way[] = [
  {
    way: 'cascade: `save(user)` with a new membership',
    grants: membership,
    run: async (_, m, { nobody, analytics }) =>
      m.save(Person, { id: nobody.id, seats: [{ teamId: analytics.id, role: 'VIEWER' }] }),
  },
  {
    way: 'cascade: `save(user)` with a changed membership',
    grants: membership,
    async run(t, m, { member }) {
      const person = await m.findOneOrFail(Person, { where: { id: member.id }, relations: { seats: true } });
      Object.assign(person.seats[0]!, t.change);
      await m.save(person);
    },
  },
  {
    way: 'cascade: `save(user)` without the membership',
    grants: membership,
    async run(_, m, { member }) {
      const person = await m.findOneOrFail(Person, { where: { id: member.id }, relations: { seats: true } });
      person.seats = [];
      await m.save(person);
    },
  },
  {
    way: "cascade: `save(user)` with somebody else's membership",
    grants: membership,
    async run(_, m, { seat, nobody }) {
      const person = await m.findOneByOrFail(Person, { id: nobody.id });
      person.seats = [await m.findOneByOrFail(Seat, { id: seat.id })];
      await m.save(person);
    },
  },
  {
    way: 'cascade: `save(team)` with a new membership',
    grants: membership,
    run: async (_, m, { nobody, response }) =>
      m.save(Club, { id: response.id, seats: [{ userId: nobody.id, role: 'VIEWER' }] }),
  },
  {
    way: "cascade: `save(team)` with another team's membership",
    grants: membership,
    async run(_, m, { seat, response }) {
      const club = await m.findOneByOrFail(Club, { id: response.id });
      club.seats = [await m.findOneByOrFail(Seat, { id: seat.id })];
      await m.save(club);
    },
  },
  {
    way: 'cascade: `softRemove(user)`',
    grants: membership,
    run: async (_, m, { member }) =>
      m.softRemove(await m.findOneOrFail(Person, { where: { id: member.id }, relations: { seats: true } })),
  },
  {
    way: '`remove(user)`',
    run: async (t, m, { member, owner, auditor }) => {
      const { id } = t.entity === Seat ? member : t.entity === Right ? auditor : owner;
      await m.remove(await m.findOneByOrFail(Person, { id }));
    },
  },
  {
    way: '`delete(user id)`',
    run: (t, m, { member, owner, auditor }) =>
      m.delete(Person, (t.entity === Seat ? member : t.entity === Right ? auditor : owner).id),
  },
  {
    way: '`remove(team)`',
    grants: membership,
    run: async (_, m, { analytics }) => m.remove(await m.findOneByOrFail(Club, { id: analytics.id })),
  },
  {
    way: '`delete(team id)`',
    grants: membership,
    run: (_, m, { analytics }) => m.delete(Club, analytics.id),
  },
  {
    way: 'a user to another tenant',
    run: (t, m, { member, owner, auditor }) => {
      const { id } = t.entity === Seat ? member : t.entity === Right ? auditor : owner;
      return m.save(Person, { id, tenant: 'other' });
    },
  },
];

/** Writes that TypeORM keeps to itself. */
export const UNSEEN: Way[] = [
  {
    way: '`query(SQL)`',
    unseen: true,
    run: (t, _m, _s, dataSource) => runSql(dataSource, `UPDATE ${t.table} SET ${t.sql} WHERE id = '${t.id}'`),
  },
  {
    way: '`createQueryBuilder().….callListeners(false)`',
    unseen: true,
    run: (t, m) =>
      m
        .createQueryBuilder()
        .update(t.entity)
        .set(t.change)
        .where({ id: t.id })
        .callListeners(false)
        .execute(),
  },
  {
    way: '`save(…, { listeners: false })`',
    unseen: true,
    run: (t, m) => m.save(t.entity, { id: t.id, ...t.change }, { listeners: false }),
  },
  {
    way: '`remove(…, { listeners: false })`',
    unseen: true,
    run: async (t, m) => m.remove(await m.findOneByOrFail(t.entity, { id: t.id }), { listeners: false }),
  },
  {
    way: '`createQueryBuilder().insert().valuesFromSelect()`',
    unseen: true,
    async run(t, m) {
      // TypeORM puts the columns in its own order.
      const columns = m
        .getRepository(t.entity)
        .metadata.columns.map(({ propertyName }) => propertyName)
        .filter((name) => name in t.literals);
      const rows = m.createQueryBuilder(t.entity, 'it').select([]).where({ id: t.id });
      for (const column of columns) rows.addSelect(t.literals[column]!);
      await m.createQueryBuilder().insert().into(t.entity, columns).valuesFromSelect(rows).execute();
    },
  },
  {
    way: '`clear()`',
    grants: ['membership', 'permission'],
    unseen: true,
    run: (t, m) => m.clear(t.entity),
  },
  {
    way: 'a database cascade: a user deleted past listeners',
    unseen: true,
    run: (t, m, { member, owner, auditor }) => {
      const { id } = t.entity === Seat ? member : t.entity === Right ? auditor : owner;
      return m.createQueryBuilder().delete().from(Person).where({ id }).callListeners(false).execute();
    },
  },
];
