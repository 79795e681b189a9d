import { DataSource, In, type EntityManager } from 'typeorm';
import { entities } from 'passport-jit';
import { hashSubject, PROVIDER, TENANT, type Company, type Person } from '../company';
import { typeormOptions } from '../database/server';
import { SIGN_IN_KINDS } from '../workload';
import type { ContenderDefinition } from './contender';
import { librarySchema } from './library-schema';

/** A typical verify callback: TypeORM repositories, all in one transaction. */
export const handWritten: ContenderDefinition = {
  name: 'hand-written callback',
  schema: librarySchema,
  signInKinds: SIGN_IN_KINDS,
  async open(database, company) {
    const dataSource = await new DataSource({
      ...typeormOptions(database),
      entities: Object.values(entities),
    }).initialize();
    return {
      signIn: (person) =>
        dataSource.transaction(async (manager) => {
          const user = await saveUser(manager, person);
          return syncTeams(manager, user.id, resolveRoles(company, person));
        }),
      close: () => dataSource.destroy(),
    };
  },
};

async function saveUser(manager: EntityManager, person: Person) {
  const { subject, issuer, email, firstName, lastName } = person;
  const identities = manager.getRepository(entities.Identity);
  const users = manager.getRepository(entities.User);

  const identity = await identities.findOne({
    where: { tenant: TENANT, provider: PROVIDER, subjectHash: hashSubject(subject) },
    relations: { user: true },
  });
  const user = identity?.user ?? users.create({ tenant: TENANT });
  Object.assign(user, { email, firstName, lastName, lastSignInAt: new Date() });
  await users.save(user);
  if (identity === null) {
    await identities.save(
      identities.create({ tenant: TENANT, provider: PROVIDER, subject, issuer, userId: user.id }),
    );
  }
  return user;
}

async function syncTeams(
  manager: EntityManager,
  userId: string,
  roles: Map<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const memberships = manager.getRepository(entities.Membership);
  const teams = await manager
    .getRepository(entities.Team)
    .findBy({ tenant: TENANT, name: In([...roles.keys()]) });
  const current = await memberships.find({ where: { userId }, relations: { team: true } });

  const removed = current.filter(({ team }) => !roles.has(team.name));
  if (removed.length > 0) await memberships.remove(removed);
  const granted = teams.flatMap(({ id: teamId, name }) => {
    const membership = current.find((each) => each.teamId === teamId);
    const role = roles.get(name)!;
    if (membership?.role === role) return [];
    return [memberships.create({ ...membership, userId, teamId, role })];
  });
  if (granted.length > 0) await memberships.save(granted);
  return roles;
}

/** The role by team, from the mapping entries of each group. */
function resolveRoles({ mapping }: Company, { groups }: Person): Map<string, string> {
  const roles = new Map<string, string>();
  for (const { group_name, team_name, role_name } of mapping.mappings) {
    if (groups.includes(group_name) && !roles.has(team_name)) roles.set(team_name, role_name);
  }
  return roles;
}
