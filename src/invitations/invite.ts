import type { EntityManager } from 'typeorm';
import type { UserBase } from '../entities/user';
import { ProvisioningError } from '../errors';
import { isManaged, managedError } from '../plan/managed';
import { emailKey } from '../identity/email';
import type { ProvisioningContext } from '../context';
import { countRows } from '../database/read-rows';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import { runWrite } from '../database/write';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { validateInvitation, validateRevocation, type Invitation } from './invitation';
import { insertInvitedUser } from './insert-invited-user';

/**
 * Creates an invited user, who accepts the invitation by signing in with that address. A refusal is audited.
 *
 * @throws {InvalidInputError} `invitation_invalid`
 * @throws {ProvisioningError} `managed_by_identity_provider` under enhanced sync, `email_conflict`
 */
export async function invite(context: ProvisioningContext, invitation: Invitation): Promise<UserBase> {
  const { database, options, events } = context;
  validateInvitation(invitation, options.mappingRules.roles);
  const tenant = checkTenant(invitation.tenant ?? DEFAULT_TENANT);
  const result = await retryOnConflict(database, () =>
    runInTransaction(database, tenant, async (manager) => {
      const refusal = await invitationConflict(context, manager, tenant, invitation.email);
      if (refusal === undefined) return insertInvitedUser(context, manager, tenant, invitation);
      await auditRefusal(context, manager, { ...invitation, tenant }, refusal);
      return refusal;
    }),
  );
  if (result instanceof ProvisioningError) throw result;
  events.emit('invited', { tenant, user: result, actor: invitation.actor ?? null });
  return result;
}

/**
 * Revokes an open invitation, for instance one from before enhanced sync was turned on. A user whom `jit.invite` created
 * and who has never signed in is deleted. Every other user was there before, and is only no longer invited.
 *
 * @returns whether there was one
 * @throws {InvalidInputError} `invitation_invalid`
 */
export async function revokeInvitation(
  context: ProvisioningContext,
  invitation: { email: string; tenant?: string; actor?: string },
): Promise<boolean> {
  validateRevocation(invitation);
  const { database, auditLog, reader } = context;
  const { email, tenant: tenantOption, actor } = invitation;
  const tenant = checkTenant(tenantOption ?? DEFAULT_TENANT);
  return runInTransaction(database, tenant, async (manager) => {
    const holder = await reader.loadUserByEmail(manager.queryRunner!, tenant, emailKey(email));
    if (holder === undefined || holder.hasIdentity) return false;
    const { user } = holder;
    const isUnused = user.lastSignInAt === null && (await wasCreatedByInvitation(context, manager, user));
    const affected = await (isUnused ? deleteInvited : clearInvited)(context, manager, user.id);
    if (affected === 0) return false;
    const details = { email, userDeleted: isUnused };
    await auditLog.record(manager, new Date(), [
      { type: 'invitationRevoked', tenant, actor: actor ?? null, user: user.id, details },
    ]);
    return true;
  });
}

/** By the audit log: the row of an invited user looks like that of any other user. */
async function wasCreatedByInvitation(
  { options: { entities } }: ProvisioningContext,
  manager: EntityManager,
  { id, tenant }: UserBase,
): Promise<boolean> {
  return (await countRows(manager, entities.AuditEvent, { user: id, tenant, type: 'invited' })) > 0;
}

/** @returns 0 if the user has accepted the invitation at this moment */
async function deleteInvited(
  { options: { entities } }: ProvisioningContext,
  manager: EntityManager,
  id: string,
): Promise<number> {
  const deletion = manager.createQueryBuilder().delete().from(entities.User).where({ id, invited: true });
  return (await deletion.callListeners(false).execute()).affected ?? 0;
}

/** @returns as {@link deleteInvited} */
async function clearInvited(
  { database, options: { entities } }: ProvisioningContext,
  manager: EntityManager,
  id: string,
): Promise<number> {
  const write = database.table(entities.User).update(manager, { invited: false }, { id, invited: true });
  return runWrite(database.dialect, manager, write);
}

async function invitationConflict(
  { options, settings, reader }: ProvisioningContext,
  manager: EntityManager,
  tenant: string,
  email: string,
): Promise<ProvisioningError | undefined> {
  const tenantSettings = await settings.load(tenant, manager);
  if (isManaged({ area: 'invitations' }, tenantSettings, options.rules.managedTeams))
    return managedError('invitations');
  const holder = await reader.loadUserByEmail(manager.queryRunner!, tenant, emailKey(email));
  if (holder === undefined) return undefined;
  const message = `There is a user with the address ${email.trim()} already.`;
  return new ProvisioningError('email_conflict', message, { status: 409 });
}

async function auditRefusal(
  { auditLog }: ProvisioningContext,
  manager: EntityManager,
  { tenant, email, actor }: Invitation & { tenant: string },
  { code }: ProvisioningError,
): Promise<void> {
  const details = { code, email: email.trim(), invitation: true };
  const entry = { type: 'denied' as const, tenant, actor: actor ?? null, details };
  await auditLog.recordDeduplicated(manager, new Date(), entry, [actor, code, emailKey(email)]);
}
