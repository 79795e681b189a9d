import { InvalidInputError, type Fault } from '../errors';
import { isTrustedEmail } from '../identity/email';
import { kindOf, nameProblem } from '../mapping/document';
import { didYouMean, nearest } from '../mapping/nearest';
import { isJsonObject } from '../mapping/older-spellings';
import type { Invitation } from './invitations';

/**
 * Checks what can be told of an invitation without a look at the database.
 *
 * @throws {InvalidInputError} `invitation_invalid`
 */
export function checkInvitation(invitation: Invitation, roles: readonly string[]): void {
  if (!isJsonObject(invitation)) {
    throwIfAny([{ path: '', message: `must be an object with an email, not ${kindOf(invitation)}` }]);
  }
  const { email, memberships = [], tenantOwner = false, firstName, lastName, actor } = invitation;
  const faults: Fault[] = [];
  const add = (path: string, message: string | undefined) => {
    if (message !== undefined) faults.push({ path, message });
  };

  add('email', emailProblem(email));
  for (const [path, value] of Object.entries({ firstName, lastName })) {
    if (value !== undefined && value !== null) add(path, nameProblem(value, 255));
  }
  if (actor !== undefined && actor !== null) add('actor', nameProblem(actor, 320));
  // A form sends "false", which is true to JavaScript.
  if (typeof tenantOwner !== 'boolean')
    add('tenantOwner', `must be true or false, not ${kindOf(tenantOwner)}`);

  if (!Array.isArray(memberships)) add('memberships', `must be a list, not ${kindOf(memberships)}`);
  else {
    const seen = new Set<unknown>();
    memberships.forEach((membership: Partial<{ team: unknown; role: unknown }> | null, i) => {
      const { team, role } = membership ?? {};
      const twice = seen.has(team) ? 'is named twice: a user has one role in a team' : undefined;
      add(`memberships[${i}].team`, nameProblem(team, 255) ?? twice);
      seen.add(team);
      add(`memberships[${i}].role`, nameProblem(role, 255) ?? roleProblem(role as string, roles));
    });
  }
  throwIfAny(faults);
}

/** @throws {InvalidInputError} `invitation_invalid` */
export function throwIfAny(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new InvalidInputError('invitation_invalid', 'The invitation cannot be sent', faults);
}

function roleProblem(role: string, roles: readonly string[]): string | undefined {
  return roles.includes(role) ? undefined : `is no declared role${didYouMean(nearest(role, roles))}`;
}

function emailProblem(email: unknown): string | undefined {
  const problem = nameProblem(email, 320);
  if (problem !== undefined) return problem;
  // An address that no provider could be trusted with could never be accepted.
  return isTrustedEmail(email as string, true) ? undefined : 'is no email address';
}
