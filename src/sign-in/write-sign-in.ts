import type { EntityManager } from 'typeorm';
import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import { grantWrites, userColumns, type Origin } from '../store/apply';
import type { Surroundings } from '../store/surroundings';
import type { UserWriter } from '../store/user-writer';
import { inOrder } from '../store/whole-user';
import type { Write } from '../store/write';
import { writeTogether } from '../store/write-together';
import { Outrun } from './outrun';
import { entriesOf } from './record';
import { sentAttribute, type Arrival, type Parts, type Sight } from './sight';
import { sightingColumns } from './user-columns';

/**
 * Carries a plan out: the user, the identity, the grants, and the record of it.
 *
 * @returns the user as it is afterwards
 * @throws {Outrun} when the user is no longer as it was seen
 */
export async function writeSignIn(
  { options, reader, recorder }: Parts,
  manager: EntityManager,
  arrival: Arrival,
  writer: UserWriter,
  sight: Sight,
  plan: Plan,
  { directory, premise }: Surroundings,
  at: Date,
): Promise<UserBase> {
  const origin = { provider: arrival.key.provider, mappingVersion: sight.settings.version, at };
  const { user, guard, writes } = await userWrites(arrival, writer, sight, plan, origin, options);
  const grants = grantWrites(manager, options.entities, user, plan.changes, directory, origin);
  writes.push(...grants.writes);
  const entries = entriesOf(arrival, plan, user.id);
  if (entries.length > 0) writes.push(recorder.insertOf(manager, at, entries));
  if (!(await writeTogether(manager, guard, writes, premise))) throw new Outrun();

  if (reader.writesAll) return inOrder(Object.assign(user, grants.after));
  return (await reader.user(manager.queryRunner!, user.id)) ?? user;
}

interface UserWrites {
  user: UserBase;
  /** What is written of a user who is there, if it is still as it was seen. */
  guard?: Write;
  writes: Write[];
}

async function userWrites(
  arrival: Arrival,
  writer: UserWriter,
  sight: Sight,
  plan: Plan,
  origin: Origin,
  { rules, signInPrecision: precision }: Parts['options'],
): Promise<UserWrites> {
  const { claims, groups, known } = sight;
  const { found } = sight.situation;
  const { at } = origin;
  const sent = sentAttribute(sight);
  const columnsFor = (user: UserBase | undefined) => ({
    ...sightingColumns(user, { claims, groups, plan, at, precision }),
    ...userColumns(plan.changes, origin),
  });

  if (known !== undefined) {
    const { user, identityId, groupAttribute } = known;
    const follows = rules.syncProfile && plan.decision !== 'deny';
    const own = follows ? await (sight.own ??= writer.assign(user, { names: false })) : {};
    const columns = columnsFor(user);
    const isNews = Object.keys(columns).length + Object.keys(own).length + plan.changes.length > 0;
    return {
      user,
      ...(isNews ? { guard: writer.updateUnchanged(user, columns, own) } : {}),
      writes: sent !== null && sent !== groupAttribute ? [writer.updateIdentity(identityId, sent)] : [],
    };
  }
  if (found.as === 'nobody') {
    const user = await writer.newcomer(arrival.key.tenant, claims, columnsFor(undefined));
    const identity = writer.insertIdentity(user, arrival.key, sent);
    if (!writer.insertsAreHeard) return { user, writes: [writer.insert(user), identity] };
    await writer.insertAloud(user);
    return { user, writes: [identity] };
  }
  const { user } = found;
  // What the invitation said of the person stays; the provider fills in the rest.
  Object.assign(user, {
    firstName: user.firstName ?? claims.firstName ?? null,
    lastName: user.lastName ?? claims.lastName ?? null,
    avatar: user.avatar ?? claims.avatar ?? null,
  });
  const own = await writer.assign(user, { names: true });
  const { firstName, lastName, avatar } = user;
  const columns = { ...columnsFor(undefined), firstName, lastName, avatar, invited: false };
  return {
    user,
    guard: writer.updateUnchanged(user, columns, own),
    writes: [writer.insertIdentity(user, arrival.key, sent)],
  };
}
