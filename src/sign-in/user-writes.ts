import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import type { Write } from '../database/write';
import { userColumns, type GrantOrigin } from '../store/grant-writes';
import type { SignInRow } from '../store/user-reader';
import { groupAttributeSent, type SignInSnapshot } from './attempt';
import { watchListeners } from './listener-changes';
import { signInColumns } from './sign-in-columns';
import type { SignInWork } from './work';

/** The writes of the rows that say who a user is. */
export interface UserWrites {
  user: UserBase;
  /** The update of an existing user, which is written only if the user is still as it was read. */
  condition?: Write;
  writes: Write[];
}

/** Builds the writes of a plan for the rows of the user and the identity. */
export async function buildUserWrites(
  work: SignInWork,
  snapshot: SignInSnapshot,
  plan: Plan,
  origin: GrantOrigin,
): Promise<UserWrites> {
  const { existing, input } = snapshot;
  const { match } = input;
  const { at } = origin;
  const { lastSignInPrecision: precision } = work.attempt.context.options;
  const columnsFor = (user: UserBase | undefined) => ({
    ...signInColumns(user, { ...input, plan }, { at, precision }),
    ...userColumns(plan.changes, origin),
  });
  if (existing !== undefined) return updateExisting(work, snapshot, existing, { plan, columnsFor });
  return match.kind === 'none'
    ? insertNew(work, snapshot, columnsFor(undefined))
    : linkInvited(work, snapshot, match.user, columnsFor(undefined));
}

async function updateExisting(
  { attempt, writer }: SignInWork,
  { input }: SignInSnapshot,
  { user, identityId, groupAttribute, subject }: NonNullable<SignInRow['match']>,
  { plan, columnsFor }: { plan: Plan; columnsFor: (user: UserBase) => Partial<UserBase> },
): Promise<UserWrites> {
  const sentAttribute = groupAttributeSent(input);
  const customColumns = plan.decision === 'deny' ? {} : await attempt.customColumns(user);
  const columns = columnsFor(user);
  const addsQualifier = plan.decision !== 'deny' && subject !== input.claims.subject;
  const hasChanges =
    Object.keys(columns).length + Object.keys(customColumns).length + plan.changes.length > 0 ||
    addsQualifier;
  return {
    user,
    ...(hasChanges ? { condition: writer.updateIfUnchanged(user, columns, customColumns) } : {}),
    writes: [
      ...(sentAttribute !== null && sentAttribute !== groupAttribute
        ? [writer.updateIdentity(identityId, sentAttribute)]
        : []),
      ...(addsQualifier ? [writer.updateSubject(identityId, input.claims.subject)] : []),
    ],
  };
}

async function insertNew(
  { attempt, writer }: SignInWork,
  { input }: SignInSnapshot,
  columns: Partial<UserBase>,
): Promise<UserWrites> {
  const user = await writer.buildNewUser(attempt.key.tenant, input.claims, columns);
  const identity = writer.insertIdentity(user, attempt.key, groupAttributeSent(input));
  if (!writer.hasInsertListeners) return { user, writes: [writer.insert(user), identity] };
  const refuseChanges = watchListeners(user, attempt, input);
  await writer.insertWithListeners(user);
  refuseChanges();
  return { user, writes: [identity] };
}

async function linkInvited(
  { attempt, writer }: SignInWork,
  { input }: SignInSnapshot,
  user: UserBase,
  columns: Partial<UserBase>,
): Promise<UserWrites> {
  const { claims } = input;
  // The names that the invitation gave stay; the provider fills in the rest.
  Object.assign(user, {
    firstName: user.firstName ?? claims.firstName ?? null,
    lastName: user.lastName ?? claims.lastName ?? null,
    avatar: user.avatar ?? claims.avatar ?? null,
  });
  const customColumns = await writer.assignCustomColumns(user, { includeProfile: true });
  const { firstName, lastName, avatar } = user;
  return {
    user,
    condition: writer.updateIfUnchanged(
      user,
      { ...columns, firstName, lastName, avatar, invited: false, emailVerified: true },
      customColumns,
    ),
    writes: [writer.insertIdentity(user, attempt.key, groupAttributeSent(input))],
  };
}
