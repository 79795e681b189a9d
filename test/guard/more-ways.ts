import { AppTeam, AppUser, AppPermission, AppMembership } from './app';
import { runSql } from '../support/sql';
import type { GuardedWrite } from './ways';

const membershipOnly = ['membership'] as const;

/** Writes that reach a grant through another row. */
export const CASCADE_WRITES: GuardedWrite[] = [
  {
    label: 'cascade: `save(user)` with a new membership',
    grants: membershipOnly,
    run: async (_, m, { nobody, analytics }) =>
      m.save(AppUser, { id: nobody.id, seats: [{ teamId: analytics.id, role: 'VIEWER' }] }),
  },
  {
    label: 'cascade: `save(user)` with a changed membership',
    grants: membershipOnly,
    async run(t, m, { member }) {
      const person = await m.findOneOrFail(AppUser, {
        where: { id: member.id },
        relations: { cascadedMemberships: true },
      });
      Object.assign(person.cascadedMemberships[0]!, t.change);
      await m.save(person);
    },
  },
  {
    label: 'cascade: `save(user)` without the membership',
    grants: membershipOnly,
    async run(_, m, { member }) {
      const person = await m.findOneOrFail(AppUser, {
        where: { id: member.id },
        relations: { cascadedMemberships: true },
      });
      person.cascadedMemberships = [];
      await m.save(person);
    },
  },
  {
    label: "cascade: `save(user)` with somebody else's membership",
    grants: membershipOnly,
    async run(_, m, { membership, nobody }) {
      const person = await m.findOneByOrFail(AppUser, { id: nobody.id });
      person.cascadedMemberships = [await m.findOneByOrFail(AppMembership, { id: membership.id })];
      await m.save(person);
    },
  },
  {
    label: 'cascade: `save(team)` with a new membership',
    grants: membershipOnly,
    run: async (_, m, { nobody, response }) =>
      m.save(AppTeam, { id: response.id, seats: [{ userId: nobody.id, role: 'VIEWER' }] }),
  },
  {
    label: "cascade: `save(team)` with another team's membership",
    grants: membershipOnly,
    async run(_, m, { membership, response }) {
      const club = await m.findOneByOrFail(AppTeam, { id: response.id });
      club.cascadedMemberships = [await m.findOneByOrFail(AppMembership, { id: membership.id })];
      await m.save(club);
    },
  },
  {
    label: 'cascade: `softRemove(user)`',
    grants: membershipOnly,
    run: async (_, m, { member }) =>
      m.softRemove(
        await m.findOneOrFail(AppUser, {
          where: { id: member.id },
          relations: { cascadedMemberships: true },
        }),
      ),
  },
  {
    label: '`remove(user)`',
    run: async (t, m, { member, owner, auditor }) => {
      const { id } = t.entity === AppMembership ? member : t.entity === AppPermission ? auditor : owner;
      await m.remove(await m.findOneByOrFail(AppUser, { id }));
    },
  },
  {
    label: '`delete(user id)`',
    run: (t, m, { member, owner, auditor }) =>
      m.delete(
        AppUser,
        (t.entity === AppMembership ? member : t.entity === AppPermission ? auditor : owner).id,
      ),
  },
  {
    label: '`remove(team)`',
    grants: membershipOnly,
    run: async (_, m, { analytics }) => m.remove(await m.findOneByOrFail(AppTeam, { id: analytics.id })),
  },
  {
    label: '`delete(team id)`',
    grants: membershipOnly,
    run: (_, m, { analytics }) => m.delete(AppTeam, analytics.id),
  },
  {
    label: 'a user to another tenant',
    run: (t, m, { member, owner, auditor }) => {
      const { id } = t.entity === AppMembership ? member : t.entity === AppPermission ? auditor : owner;
      return m.save(AppUser, { id, tenant: 'other' });
    },
  },
];

/** Writes that TypeORM keeps to itself. */
export const WRITES_WITHOUT_LISTENERS: GuardedWrite[] = [
  {
    label: '`query(SQL)`',
    bypassesListeners: true,
    run: (t, _m, _s, dataSource) => runSql(dataSource, `UPDATE ${t.table} SET ${t.sql} WHERE id = '${t.id}'`),
  },
  {
    label: '`createQueryBuilder().….callListeners(false)`',
    bypassesListeners: true,
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
    label: '`save(…, { listeners: false })`',
    bypassesListeners: true,
    run: (t, m) => m.save(t.entity, { id: t.id, ...t.change }, { listeners: false }),
  },
  {
    label: '`remove(…, { listeners: false })`',
    bypassesListeners: true,
    run: async (t, m) => m.remove(await m.findOneByOrFail(t.entity, { id: t.id }), { listeners: false }),
  },
  {
    label: '`createQueryBuilder().insert().valuesFromSelect()`',
    bypassesListeners: true,
    async run(t, m) {
      // TypeORM puts the columns in its own order.
      const columns = m
        .getRepository(t.entity)
        .metadata.columns.map(({ propertyName }) => propertyName)
        .filter((name) => name in t.sqlValues);
      const rows = m.createQueryBuilder(t.entity, 'it').select([]).where({ id: t.id });
      for (const column of columns) rows.addSelect(t.sqlValues[column]!);
      await m.createQueryBuilder().insert().into(t.entity, columns).valuesFromSelect(rows).execute();
    },
  },
  {
    label: '`clear()`',
    grants: ['membership', 'permission'],
    bypassesListeners: true,
    run: (t, m) => m.clear(t.entity),
  },
  {
    label: 'a database cascade: a user deleted past listeners',
    bypassesListeners: true,
    run: (t, m, { member, owner, auditor }) => {
      const { id } = t.entity === AppMembership ? member : t.entity === AppPermission ? auditor : owner;
      return m.createQueryBuilder().delete().from(AppUser).where({ id }).callListeners(false).execute();
    },
  },
];
