import { InvalidInputError, type Fault } from '../errors';
import { isTrustedEmail } from '../identity/email';
import { describeType, nameProblem } from '../validation/text';
import { didYouMean, closest } from '../validation/suggest';
import { isJsonObject } from '../validation/json';
import type { Invitation } from './invite';

/**
 * Checks what can be told of an invitation without a look at the database.
 *
 * @throws {InvalidInputError} `invitation_invalid`
 */
export function validateInvitation(invitation: Invitation, roles: readonly string[]): void {
  if (!isJsonObject(invitation)) {
    throwIfInvalid([
      { path: '', message: `must be an object with an email, not ${describeType(invitation)}` },
    ]);
  }
  const { email, memberships = [], tenantOwner = false, firstName, lastName, actor } = invitation;
  const faults: Fault[] = [];
  const addFault = (path: string, message: string | undefined) => {
    if (message !== undefined) faults.push({ path, message });
  };

  addFault('email', emailProblem(email));
  for (const [path, value] of Object.entries({ firstName, lastName })) {
    if (value !== undefined && value !== null) addFault(path, nameProblem(value, 255));
  }
  if (actor !== undefined && actor !== null) addFault('actor', nameProblem(actor, 320));
  // A form sends "false", which is true to JavaScript.
  if (typeof tenantOwner !== 'boolean')
    addFault('tenantOwner', `must be true or false, not ${describeType(tenantOwner)}`);

  if (!Array.isArray(memberships))
    addFault('memberships', `must be a list, not ${describeType(memberships)}`);
  else {
    const seen = new Set<unknown>();
    memberships.forEach((membership: Partial<{ team: unknown; role: unknown }> | null, i) => {
      const { team, role } = membership ?? {};
      const duplicate = seen.has(team) ? 'is named twice: a user has one role in a team' : undefined;
      addFault(`memberships[${i}].team`, nameProblem(team, 255) ?? duplicate);
      seen.add(team);
      addFault(`memberships[${i}].role`, nameProblem(role, 255) ?? roleProblem(role as string, roles));
    });
  }
  throwIfInvalid(faults);
}

/** @throws {InvalidInputError} `invitation_invalid` */
export function throwIfInvalid(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new InvalidInputError('invitation_invalid', 'The invitation cannot be sent', faults);
}

function roleProblem(role: string, roles: readonly string[]): string | undefined {
  return roles.includes(role) ? undefined : `is no declared role${didYouMean(closest(role, roles))}`;
}

function emailProblem(email: unknown): string | undefined {
  const problem = nameProblem(email, 320);
  if (problem !== undefined) return problem;
  // An address that no provider could be trusted with could never be accepted.
  return isTrustedEmail(email as string, true) ? undefined : 'is no email address';
}
