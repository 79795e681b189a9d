import { subjectHash, type IdentityBase } from '../entities/identity';
import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import type { UserMatch } from '../plan/plan-input';
import type { Write } from '../database/write';
import { userColumns, type GrantOrigin } from '../store/grant-writes';
import type { SignInRow } from '../store/user-reader';
import type { SignInSnapshot } from './attempt';
import { watchListeners } from './listener-changes';
import { identityColumns, signInColumns } from './sign-in-columns';
import type { SignInWork } from './work';

/** The writes of the rows of a user and the identity. */
export interface UserWrites {
  user: UserBase;
  /** The update of an existing user. It is written only if the user is still as loaded. */
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
  const clock = { at: origin.at, precision: work.attempt.context.options.lastSignInPrecision };
  const facts = { ...snapshot, plan };
  const columns: RowColumns = {
    user: {
      ...signInColumns(existing?.user ?? adoptedUser(match), facts, clock),
      ...userColumns(plan.changes, origin),
    },
    identity: identityColumns(existing?.identity, facts, clock),
  };
  if (existing !== undefined) return updateExisting(work, snapshot, existing, { plan, columns });
  return match.kind === 'none'
    ? insertNew(work, snapshot, columns)
    : linkExisting(work, snapshot, match.user, columns);
}

/** The columns that a sign-in sets in the rows of the user and the identity. */
interface RowColumns {
  user: Partial<UserBase>;
  identity: Partial<IdentityBase>;
}

async function updateExisting(
  { attempt, writer }: SignInWork,
  { input }: SignInSnapshot,
  { user, identity, subject }: NonNullable<SignInRow['match']>,
  { plan, columns }: { plan: Plan; columns: RowColumns },
): Promise<UserWrites> {
  const customColumns = plan.decision === 'deny' ? {} : await attempt.customColumns(user);
  const { subject: sentSubject } = input.claims;
  const addsQualifier = plan.decision !== 'deny' && subject !== sentSubject;
  // In one update, because a statement of PostgreSQL can update a row only once.
  const identityChanges = {
    ...columns.identity,
    ...(addsQualifier ? { subject: sentSubject, subjectHash: subjectHash(sentSubject) } : {}),
  };
  // The update includes the groups of the identity: one of two simultaneous sign-ins must detect the other.
  const hasChanges =
    Object.keys({ ...columns.user, ...customColumns }).length > 0 ||
    columns.identity.groups !== undefined ||
    plan.changes.length > 0 ||
    addsQualifier;
  return {
    user,
    ...(hasChanges ? { condition: writer.updateIfUnchanged(user, columns.user, customColumns) } : {}),
    writes:
      Object.keys(identityChanges).length > 0 ? [writer.updateIdentity(identity.id, identityChanges)] : [],
  };
}

async function insertNew(
  { attempt, writer }: SignInWork,
  { input }: SignInSnapshot,
  columns: RowColumns,
): Promise<UserWrites> {
  const user = await writer.buildNewUser(attempt.key.tenant, input.claims, columns.user);
  const identity = writer.insertIdentity(user, attempt.key, columns.identity);
  if (!writer.hasInsertListeners) return { user, writes: [writer.insert(user), identity] };
  const refuseChanges = watchListeners(user, attempt, input);
  await writer.insertWithListeners(user);
  refuseChanges();
  return { user, writes: [identity] };
}

/** A user who was there before, and whose columns a sign-in only updates. */
function adoptedUser(match: UserMatch<UserBase>): UserBase | undefined {
  return match.kind === 'adoptable' ? match.user : undefined;
}

/** Links the identity to a user who was invited or is adopted. */
async function linkExisting(
  { attempt, writer }: SignInWork,
  { input }: SignInSnapshot,
  user: UserBase,
  columns: RowColumns,
): Promise<UserWrites> {
  const { claims } = input;
  // The names that the user has stay, unless the plan changes them; the provider fills in the rest.
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
      { firstName, lastName, avatar, ...columns.user, invited: false, emailVerified: true },
      customColumns,
    ),
    writes: [writer.insertIdentity(user, attempt.key, columns.identity)],
  };
}
