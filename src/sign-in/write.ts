import type { EntityManager } from 'typeorm';
import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import { buildGrantWrites, userColumns, type GrantOrigin } from '../store/grant-writes';
import type { WriteContext } from '../store/write-context';
import type { UserWriter } from '../store/user-writer';
import { sortGrants } from '../store/user-hydrator';
import type { Write } from '../database/write';
import { executeBatch } from '../database/write-batch';
import { ConcurrentChangeError } from '../database/retry';
import { changeEntries } from './audit-entries';
import type { ProvisioningContext } from '../context';
import { groupAttributeSent, type SignInAttempt, type SignInSnapshot } from './attempt';
import { signInColumns } from './sign-in-columns';

/**
 * Carries a plan out: the user, the identity, the grants, and the audit events.
 *
 * @returns the user as it is afterwards
 * @throws {ConcurrentChangeError} when the user is no longer as it was seen
 */
export async function writeSignIn(
  context: ProvisioningContext,
  manager: EntityManager,
  attempt: SignInAttempt,
  writer: UserWriter,
  snapshot: SignInSnapshot,
  plan: Plan,
  { catalog, precondition }: WriteContext,
  at: Date,
): Promise<UserBase> {
  const { database, options, reader, auditLog } = context;
  const origin = { provider: attempt.key.provider, mappingVersion: snapshot.settings.version, at };
  const { user, condition, writes } = await buildUserWrites(attempt, writer, snapshot, plan, origin, options);
  const grants = buildGrantWrites({ database, manager, entities: options.entities }, user, plan.changes, {
    catalog,
    origin,
  });
  writes.push(...grants.writes);
  const entries = changeEntries(attempt, plan, user.id);
  if (entries.length > 0) writes.push(auditLog.buildInsert(manager, at, entries));
  if (!(await executeBatch(database, manager, { condition, writes, precondition })))
    throw new ConcurrentChangeError();

  if (reader.writesAllColumns) return sortGrants(Object.assign(user, grants.after));
  return (await reader.loadUser(manager.queryRunner!, user.id)) ?? user;
}

interface UserWrites {
  user: UserBase;
  /** What is written of a user who is there, if it is still as it was seen. */
  condition?: Write;
  writes: Write[];
}

async function buildUserWrites(
  attempt: SignInAttempt,
  writer: UserWriter,
  snapshot: SignInSnapshot,
  plan: Plan,
  origin: GrantOrigin,
  { rules, lastSignInPrecision: precision }: ProvisioningContext['options'],
): Promise<UserWrites> {
  const { claims, groups, existing } = snapshot;
  const { match } = snapshot.input;
  const { at } = origin;
  const sentAttribute = groupAttributeSent(snapshot);
  const columnsFor = (user: UserBase | undefined) => ({
    ...signInColumns(user, { claims, groups, plan, at, precision }),
    ...userColumns(plan.changes, origin),
  });

  if (existing !== undefined) {
    const { user, identityId, groupAttribute } = existing;
    const updatesProfile = rules.syncProfile && plan.decision !== 'deny';
    const customColumns = updatesProfile
      ? await (snapshot.customColumns ??= writer.assignCustomColumns(user, { includeProfile: false }))
      : {};
    const columns = columnsFor(user);
    const hasChanges =
      Object.keys(columns).length + Object.keys(customColumns).length + plan.changes.length > 0;
    return {
      user,
      ...(hasChanges ? { condition: writer.updateIfUnchanged(user, columns, customColumns) } : {}),
      writes:
        sentAttribute !== null && sentAttribute !== groupAttribute
          ? [writer.updateIdentity(identityId, sentAttribute)]
          : [],
    };
  }
  if (match.kind === 'none') {
    const user = await writer.buildNewUser(attempt.key.tenant, claims, columnsFor(undefined));
    const identity = writer.insertIdentity(user, attempt.key, sentAttribute);
    if (!writer.hasInsertListeners) return { user, writes: [writer.insert(user), identity] };
    await writer.insertWithListeners(user);
    return { user, writes: [identity] };
  }
  const { user } = match;
  // What the invitation said of the person stays; the provider fills in the rest.
  Object.assign(user, {
    firstName: user.firstName ?? claims.firstName ?? null,
    lastName: user.lastName ?? claims.lastName ?? null,
    avatar: user.avatar ?? claims.avatar ?? null,
  });
  const customColumns = await writer.assignCustomColumns(user, { includeProfile: true });
  const { firstName, lastName, avatar } = user;
  const columns = { ...columnsFor(undefined), firstName, lastName, avatar, invited: false };
  return {
    user,
    condition: writer.updateIfUnchanged(user, columns, customColumns),
    writes: [writer.insertIdentity(user, attempt.key, sentAttribute)],
  };
}
