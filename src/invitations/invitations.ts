import { randomUUID } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import type { UserBase } from '../entities/user';
import { InvalidInputError, ProvisioningError, type Fault } from '../errors';
import { emailKey, isTrustedEmail } from '../identity/email';
import { nameProblem } from '../mapping/document';
import { didYouMean, nearest } from '../mapping/nearest';
import { isManaged, managedError } from '../guard/policy';
import { permit } from '../guard/permit';
import type { Parts } from '../sign-in/sight';
import { isConflict } from '../store/conflicts';
import { inTransaction } from '../store/transaction';
import { checkTenant, DEFAULT_TENANT } from '../tenant';

export interface Invitation {
  /** The address that the person must come with, from a provider that is trusted with it. */
  email: string;
  /** @default 'default' */
  tenant?: string;
  firstName?: string;
  lastName?: string;
  /** Teams by name, with the role in each; manual grants, that the person has from the first sign-in on. */
  memberships?: readonly { team: string; role: string }[];
  /** @default false */
  tenantOwner?: boolean;
  /** Who invites, for the record. */
  actor?: string;
}

/**
 * Makes an invited user, who comes in by signing in with that address.
 *
 * @throws {InvalidInputError} `invitation_invalid`
 * @throws {ProvisioningError} `managed_by_identity_provider` under enhanced sync, `email_conflict`
 */
export async function invite(parts: Parts, invitation: Invitation): Promise<UserBase> {
  const { options, settings, reader } = parts;
  const tenant = checkTenant(invitation.tenant ?? DEFAULT_TENANT);
  const current = await settings.current(tenant);
  if (isManaged({ area: 'invitations' }, current, options.rules.managedTeams))
    throw managedError('invitations');
  try {
    return await inTransaction(options.dataSource, async (manager) => {
      const user = await writeInvited(parts, manager, tenant, invitation);
      return (await reader.user(manager.queryRunner!, user.id)) ?? user;
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new ProvisioningError(
      'email_conflict',
      `There is a user with the address ${invitation.email} already.`,
      {
        status: 409,
      },
    );
  }
}

/**
 * Takes back an invitation that nobody accepted, for instance one from before enhanced sync was turned on.
 *
 * @returns whether there was one
 */
export async function withdrawInvitation(
  { options, recorder }: Parts,
  { email, tenant: of, actor }: { email: string; tenant?: string; actor?: string },
): Promise<boolean> {
  const tenant = checkTenant(of ?? DEFAULT_TENANT);
  const { User } = options.entities;
  return inTransaction(options.dataSource, async (manager) => {
    const user = await manager.findOneBy(User, { tenant, emailKey: emailKey(email), invited: true });
    if (user === null) return false;
    const deleted = await manager
      .createQueryBuilder()
      .delete()
      .from(User)
      .where({ id: user.id, invited: true })
      .callListeners(false)
      .execute();
    if (deleted.affected === 0) return false;
    await recorder.record(manager, new Date(), [
      { type: 'invitation_withdrawn', tenant, actor: actor ?? null, user: user.id, details: { email } },
    ]);
    return true;
  });
}

async function writeInvited(
  { options, recorder }: Parts,
  manager: EntityManager,
  tenant: string,
  invitation: Invitation,
): Promise<UserBase> {
  const { entities, mappingRules } = options;
  const { email, firstName, lastName, memberships = [], tenantOwner = false, actor = null } = invitation;
  const teams = await manager.findBy(entities.Team, {
    tenant,
    name: In(memberships.map(({ team }) => team)),
  });
  const teamIds = new Map(teams.map(({ id, name }) => [name, id]));
  const faults = invitationFaults(invitation, teamIds, mappingRules.roles);
  if (faults.length > 0)
    throw new InvalidInputError('invitation_invalid', 'The invitation cannot be sent', faults);

  const at = new Date();
  const user = manager.create(entities.User, {
    id: randomUUID(),
    tenant,
    email: email.trim(),
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    invited: true,
    ...(tenantOwner ? { tenantOwner, ownerSource: 'manual', ownerGrantedAt: at } : {}),
  });
  permit(user);
  await manager.insert(entities.User, user);
  if (memberships.length > 0) {
    await manager
      .createQueryBuilder()
      .insert()
      .into(entities.Membership)
      .values(
        memberships.map(({ team, role }) => ({
          userId: user.id,
          teamId: teamIds.get(team)!,
          role,
          grantedAt: at,
        })),
      )
      .updateEntity(false)
      .callListeners(false)
      .execute();
  }
  const details = { email: user.email, memberships, tenantOwner };
  await recorder.record(manager, at, [{ type: 'invited', tenant, actor, user: user.id, details }]);
  return user;
}

function invitationFaults(
  { email, memberships = [] }: Invitation,
  teamIds: Map<string, string>,
  roles: readonly string[],
): Fault[] {
  const faults: Fault[] = [];
  const problem = nameProblem(email, 320);
  if (problem !== undefined) faults.push({ path: 'email', message: problem });
  // An address that no provider could be trusted with could never be accepted.
  else if (!isTrustedEmail(email, true)) faults.push({ path: 'email', message: 'is no email address' });
  memberships.forEach(({ team, role }, i) => {
    if (!teamIds.has(team))
      faults.push({ path: `memberships[${i}].team`, message: 'is no team of this tenant' });
    if (roles.includes(role)) return;
    const message = `is no declared role${didYouMean(nearest(String(role), roles))}`;
    faults.push({ path: `memberships[${i}].role`, message });
  });
  return faults;
}
