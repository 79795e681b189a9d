import type { EntityManager } from 'typeorm';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import type { Found } from '../plan/admit';
import { foreseenChanges, plan, takesAway, type Plan } from '../plan/plan';
import { applyGrants, userColumns, type Origin } from '../store/apply';
import { TenantDirectory } from '../store/directory';
import { TenantLock } from '../store/tenant-lock';
import { UserWriter } from '../store/user-writer';
import { followSighting } from './follow-sighting';
import { admitted, denied, type Outcome } from './outcome';
import { denialDetails, recordDenial, recordSignIn } from './record';
import { sentAttribute, type Arrival, type Parts, type Sight } from './sight';
import { sightingColumns } from './user-columns';

/** Thrown to begin again when a sign-in turns out to take something away, without holding the tenant's lock. */
export class TenantLockNeeded extends Error {
  constructor(readonly userId: string) {
    super('The tenant has to be locked first');
  }
}

/** Looks, plans and writes inside a transaction, so that what is planned for is what is there. */
export async function applySignIn(
  parts: Parts,
  manager: EntityManager,
  arrival: Arrival,
  userId: string | undefined,
  locksTenant: boolean,
): Promise<Outcome> {
  const { options, reader } = parts;
  const { tenant } = arrival.key;
  const writer = new UserWriter(manager, options, arrival.identity);
  const lock = locksTenant ? await TenantLock.take(manager, options, tenant) : undefined;
  const sight = await lookLocked(parts, manager, arrival, writer, userId);
  const { situation } = sight;
  const at = new Date();

  const wish = plan(situation);
  if (takesAway(wish) && sight.known !== undefined) {
    const { id } = sight.known.user;
    if (lock === undefined) throw new TenantLockNeeded(id);
    situation.otherOwners = await lock.ownersOtherThan(id);
    situation.losses = await lock.losses(id, at, options.rules.lossLimits);
  }
  const directory = await TenantDirectory.of(manager, options.entities, tenant, foreseenChanges(wish));
  if (options.rules.createMissingTeams) await directory.createMissing(wish.changes);
  situation.directory = directory;

  const final = plan(situation);
  if (final.decision === 'deny') await recordDenial(parts, manager, arrival, denialDetails(sight, final));
  if (final.decision === 'deny' && final.changes.length === 0) return denied(final);

  const origin = { provider: arrival.key.provider, mappingVersion: sight.settings.version, at };
  const user = await writeUser(parts, arrival, writer, sight, final, origin);
  await applyGrants(manager, options.entities, user, final.changes, directory, origin);
  await recordSignIn(parts, manager, arrival, final, user.id, at);
  if (final.notes.some(({ kind }) => kind === 'lossesHeld')) await lock?.hold(at);
  if (final.decision === 'deny') return denied(final);
  const after = (await reader.user(manager.queryRunner!, user.id)) ?? user;
  // As in a sign-in that changes nothing: the row may be older, this sign-in is now.
  Object.assign(after, { lastSignInAt: at }, final.synced ? { lastSyncedAt: at } : {});
  return admitted(final, after);
}

/** Looks once nobody else can change the user any more, and looks for a holder of the email address if needed. */
async function lookLocked(
  parts: Parts,
  manager: EntityManager,
  arrival: Arrival,
  writer: UserWriter,
  userId: string | undefined,
): Promise<Sight> {
  const { reader } = parts;
  const runner = manager.queryRunner!;
  if (userId !== undefined) await writer.lock(userId);
  let sight = await arrival.look(runner);
  if (sight.known !== undefined && sight.known.user.id !== userId) {
    await writer.lock(sight.known.user.id);
    sight = await arrival.look(runner);
  }
  const { email } = sight.claims;
  if (sight.known !== undefined || email === undefined) return sight;

  const holder = () => reader.userByEmail(runner, arrival.key.tenant, emailKey(email));
  let found = await holder();
  if (found === undefined) return sight;
  if (found.user.invited) {
    await writer.lock(found.user.id);
    found = await holder();
  }
  // Between the two looks the same person may have come in, as this very identity.
  const { known } = await arrival.look(runner);
  if (known !== undefined) return lookLocked(parts, manager, arrival, writer, known.user.id);
  if (found !== undefined) sight.situation.found = { as: 'sameEmail', ...found };
  return sight;
}

async function writeUser(
  { options }: Parts,
  arrival: Arrival,
  writer: UserWriter,
  sight: Sight,
  final: Plan,
  origin: Origin,
): Promise<UserBase> {
  const { at } = origin;
  const changed = userColumns(final.changes, origin);
  if (sight.known !== undefined) {
    await followSighting(writer, options, sight, sight.known, final, at, changed);
    return sight.known.user;
  }
  const { claims, groups } = sight;
  const precision = options.signInPrecision;
  const columns = {
    ...sightingColumns(undefined, { claims, groups, plan: final, at, precision }),
    ...changed,
  };
  const user = await newOrInvited(sight.situation.found, arrival, writer, sight, columns);
  await writer.addIdentity(user, arrival.key, sentAttribute(sight));
  return user;
}

async function newOrInvited(
  found: Found<UserBase>,
  arrival: Arrival,
  writer: UserWriter,
  { claims }: Sight,
  columns: Partial<UserBase>,
): Promise<UserBase> {
  if (found.as === 'nobody') return writer.create(arrival.key.tenant, claims, columns);
  const { user } = found;
  // What the invitation said of the person stays; the provider fills in the rest.
  Object.assign(user, {
    firstName: user.firstName ?? claims.firstName ?? null,
    lastName: user.lastName ?? claims.lastName ?? null,
    avatar: user.avatar ?? claims.avatar ?? null,
  });
  const own = await writer.assign(user, { names: true });
  const { firstName, lastName, avatar } = user;
  await writer.update(user, { ...columns, firstName, lastName, avatar, invited: false }, own);
  return user;
}
