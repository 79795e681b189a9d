import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { appEntities, Club, Person, Seat } from './app';
import { type Seeded } from './seed';

const { CaseGroup, Identity } = appEntities;

/** A write that touches nothing managed. */
export interface Pass {
  /** As the docs tell of it. */
  what: string;
  run(manager: EntityManager, seeded: Seeded): Promise<unknown>;
}

const load = (manager: EntityManager, { id }: Person) => manager.findOneByOrFail(Person, { id });

export const PASSES: Pass[] = [
  {
    what: 'a new user without grants, with `save`',
    run: (m) => m.save(Person, { email: 'new@example.com', tenantOwner: false }),
  },
  {
    what: 'a new user without grants, with `insert`',
    run: (m) => m.insert(Person, { id: randomUUID(), email: 'new@example.com' }),
  },
  {
    what: "an owner's name, with `save`",
    run: async (m, { owner }) => m.save(Object.assign(await load(m, owner), { firstName: 'Ada' })),
  },
  {
    what: "an owner's name, with `update`",
    run: (m, { owner }) => m.update(Person, owner.id, { firstName: 'Ada' }),
  },
  {
    what: "an owner's name, with `upsert`",
    run: (m, { owner: { id } }) => m.upsert(Person, { id, firstName: 'Ada' }, ['id']),
  },
  {
    what: "everybody's name, with a query builder",
    run: (m) => m.createQueryBuilder().update(Person).set({ lastName: 'Example' }).execute(),
  },
  {
    what: "an owner's email address",
    run: async (m, { owner }) => m.save(Object.assign(await load(m, owner), { email: 'ada@example.com' })),
  },
  {
    what: 'a user with their memberships loaded, when only the name changed',
    async run(m, { member: { id } }) {
      const user = await m.findOneOrFail(Person, {
        where: { id },
        relations: { seats: { team: true }, memberships: true },
      });
      await m.save(Object.assign(user, { firstName: 'Ada' }));
    },
  },
  {
    what: 'a user deactivated, or active again (`active`)',
    run: (m, { owner }) => m.update(Person, owner.id, { active: false }),
  },
  {
    what: 'a column of your own on the user, also with `increment` or `save`',
    run: (m, { owner: { id } }) => m.save(Person, { id, nickname: 'Countess' }),
  },
  {
    what: 'a column of your own on a membership, with `save`',
    run: async (m, { seat: { id } }) =>
      m.save(Object.assign(await m.findOneByOrFail(Seat, { id }), { pinned: true })),
  },
  {
    what: 'a column of your own on a membership, with `update`',
    run: (m, { seat }) => m.update(Seat, seat.id, { pinned: true }),
  },
  { what: 'a new team', run: (m) => m.save(Club, { name: 'Finance' }) },
  {
    what: "a team's title, or another column of your own",
    run: (m, { analytics: { id } }) => m.save(Club, { id, title: 'Numbers' }),
  },
  {
    what: "a team's name (with `managedTeams: 'mapped'`, see above)",
    run: async (m, { analytics: { id } }) =>
      m.save(Object.assign(await m.findOneByOrFail(Club, { id }), { name: 'Numbers' })),
  },
  {
    what: 'a new case group, or its name',
    run: async (m, { analytics }) => {
      const { id } = await m.save(CaseGroup, { teamId: analytics.id, name: 'Fraud' });
      await m.update(CaseGroup, id, { name: 'Phishing' });
    },
  },
  {
    what: 'a user without grants removed, with `remove`',
    run: async (m, { nobody }) => m.remove(await load(m, nobody)),
  },
  {
    what: 'a team without members removed, with `remove`',
    run: async (m, { response: { id } }) => m.remove(await m.findOneByOrFail(Club, { id })),
  },
  {
    what: 'an identity',
    run: (m, { nobody: { id: userId } }) =>
      m.save(Identity, { userId, provider: 'okta', subject: 'nobody', issuer: 'https://idp.example.com' }),
  },
];
