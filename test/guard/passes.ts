import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { appEntities, AppTeam, AppUser, AppMembership } from './app';
import { type SeededRows } from './seed';

const { CaseGroup, Identity } = appEntities;

/** A write that touches nothing managed. */
export interface AllowedWrite {
  /** As the docs tell of it. */
  label: string;
  run(manager: EntityManager, seeded: SeededRows): Promise<unknown>;
}

const load = (manager: EntityManager, { id }: AppUser) => manager.findOneByOrFail(AppUser, { id });

export const ALLOWED_WRITES: AllowedWrite[] = [
  {
    label: 'a new user without grants, with `save`',
    run: (m) => m.save(AppUser, { email: 'new@example.com', tenantOwner: false }),
  },
  {
    label: 'a new user without grants, with `insert`',
    run: (m) => m.insert(AppUser, { id: randomUUID(), email: 'new@example.com' }),
  },
  {
    label: "an owner's name, with `save`",
    run: async (m, { owner }) => m.save(Object.assign(await load(m, owner), { firstName: 'Ada' })),
  },
  {
    label: "an owner's name, with `update`",
    run: (m, { owner }) => m.update(AppUser, owner.id, { firstName: 'Ada' }),
  },
  {
    label: "an owner's name, with `upsert`",
    run: (m, { owner: { id } }) => m.upsert(AppUser, { id, firstName: 'Ada' }, ['id']),
  },
  {
    label: "everybody's name, with a query builder",
    run: (m) => m.createQueryBuilder().update(AppUser).set({ lastName: 'Example' }).execute(),
  },
  {
    label: "an owner's email address",
    run: async (m, { owner }) => m.save(Object.assign(await load(m, owner), { email: 'ada@example.com' })),
  },
  {
    label: 'a user with their memberships loaded, when only the name changed',
    async run(m, { member: { id } }) {
      const user = await m.findOneOrFail(AppUser, {
        where: { id },
        relations: { cascadedMemberships: { team: true }, memberships: true },
      });
      await m.save(Object.assign(user, { firstName: 'Ada' }));
    },
  },
  {
    label: 'a user deactivated, or active again (`active`)',
    run: (m, { owner }) => m.update(AppUser, owner.id, { active: false }),
  },
  {
    label: 'a column of your own on the user, also with `increment` or `save`',
    run: (m, { owner: { id } }) => m.save(AppUser, { id, nickname: 'Countess' }),
  },
  {
    label: 'a column of your own on a membership, with `save`',
    run: async (m, { membership: { id } }) =>
      m.save(Object.assign(await m.findOneByOrFail(AppMembership, { id }), { pinned: true })),
  },
  {
    label: 'a column of your own on a membership, with `update`',
    run: (m, { membership }) => m.update(AppMembership, membership.id, { pinned: true }),
  },
  { label: 'a new team', run: (m) => m.save(AppTeam, { name: 'Finance' }) },
  {
    label: "a team's title, or another column of your own",
    run: (m, { analytics: { id } }) => m.save(AppTeam, { id, title: 'Numbers' }),
  },
  {
    label: "a team's name (with `managedTeams: 'mapped'`, see above)",
    run: async (m, { analytics: { id } }) =>
      m.save(Object.assign(await m.findOneByOrFail(AppTeam, { id }), { name: 'Numbers' })),
  },
  {
    label: 'a new case group, or its name',
    run: async (m, { analytics }) => {
      const { id } = await m.save(CaseGroup, { teamId: analytics.id, name: 'Fraud' });
      await m.update(CaseGroup, id, { name: 'Phishing' });
    },
  },
  {
    label: 'a user without grants removed, with `remove`',
    run: async (m, { nobody }) => m.remove(await load(m, nobody)),
  },
  {
    label: 'a team without members removed, with `remove`',
    run: async (m, { response: { id } }) => m.remove(await m.findOneByOrFail(AppTeam, { id })),
  },
  {
    label: 'an identity',
    run: (m, { nobody: { id: userId } }) =>
      m.save(Identity, { userId, provider: 'okta', subject: 'nobody', issuer: 'https://idp.example.com' }),
  },
];
