import { Allow } from 'class-validator';
import { actorProblem } from '../audit/actor';
import { InvalidInputError, type Fault } from '../errors';
import { isTrustedEmail } from '../identity/email';
import { Check, IfDefined, IfPresent, IsFlag, IsName } from '../validation/decorators';
import { createFault, withSuggestion, type NestedProblem, type Problem } from '../validation/faults';
import { closest } from '../validation/suggest';
import { describeType, nameProblem } from '../validation/text';
import { nestedProblems, validate } from '../validation/validate';

/** The user whom `jit.invite` invites, and the user's grants from the first sign-in on. */
export interface Invitation {
  /** The address with which the user must sign in, through a provider that is trusted with it. */
  email: string;
  /** @default 'default' */
  tenant?: string;
  /** @default the given name of the provider, at the first sign-in */
  firstName?: string;
  /** @default the surname of the provider, at the first sign-in */
  lastName?: string;
  /**
   * Teams by name, with the role in each. They are manual grants, from the first sign-in on.
   *
   * @default []
   */
  memberships?: readonly { team: string; role: string }[];
  /** @default false */
  tenantOwner?: boolean;
  /**
   * The actor who invites, for the audit log: 1 to 320 characters, not beginning with `provider:`.
   *
   * @default none
   */
  actor?: string;
}

class InvitedMembershipInput {
  @IsName(255)
  team: unknown;

  @IsName(255)
  role: unknown;
}

class InvitationInput implements Record<keyof Invitation, unknown> {
  @Check(emailProblem)
  email: unknown;

  /** Every tenant is checked in one place, with an error of its own. */
  @Allow()
  tenant: unknown;

  @IfPresent()
  @IsName(255)
  firstName: unknown;

  @IfPresent()
  @IsName(255)
  lastName: unknown;

  @IfPresent()
  @Check(actorProblem)
  actor: unknown;

  @IfDefined()
  @IsFlag()
  tenantOwner: unknown;

  @IfDefined()
  @Check(membershipProblems)
  memberships: unknown;
}

class RevocationInput {
  @IsName(320)
  email: unknown;

  @Allow()
  tenant: unknown;

  @IfPresent()
  @Check(actorProblem)
  actor: unknown;
}

/** An app may pass on the body of a form: only known keys are read. */
const FORM = { ignoreUnknownKeys: true };

/**
 * Checks everything about an invitation that does not depend on the database.
 *
 * @throws {InvalidInputError} `invitation_invalid`
 */
export function validateInvitation(invitation: unknown, roles: readonly string[]): void {
  const { instance, faults } = validate(InvitationInput, invitation, FORM);
  throwIfInvalid([...faults, ...unknownRoles(instance.memberships, roles)]);
}

/** @throws {InvalidInputError} `invitation_invalid` */
export function validateRevocation(revocation: unknown): void {
  const { faults } = validate(RevocationInput, revocation, FORM);
  throwIfInvalid(faults, 'The invitation cannot be revoked');
}

/** @throws {InvalidInputError} `invitation_invalid` */
export function throwIfInvalid(faults: readonly Fault[], subject = 'The invitation cannot be sent'): void {
  if (faults.length > 0) throw new InvalidInputError('invitation_invalid', subject, faults);
}

function membershipProblems(value: unknown): Problem | NestedProblem[] {
  if (!Array.isArray(value))
    return { code: 'invalid_type', message: `must be a list, not ${describeType(value)}` };
  const seen = new Set<unknown>();
  return value.flatMap((membership: { team?: unknown } | null | undefined, i): NestedProblem[] => {
    const problems = nestedProblems(InvitedMembershipInput, membership ?? {}, FORM);
    const team = membership?.team;
    if (seen.has(team) && nameProblem(team, 255) === undefined) {
      const message = 'is named twice: a user has one role in a team';
      problems.push({ at: ['team'], code: 'duplicate', message });
    }
    seen.add(team);
    return problems.map((problem) => ({ ...problem, at: [i, ...problem.at] }));
  });
}

/** A fault for every text that is not a declared role. */
function unknownRoles(memberships: unknown, roles: readonly string[]): Fault[] {
  if (!Array.isArray(memberships)) return [];
  return memberships.flatMap((membership: { role?: unknown } | null | undefined, i) => {
    const role = membership?.role;
    if (nameProblem(role, 255) !== undefined || roles.includes(role as string)) return [];
    const problem = withSuggestion('unknown_name', 'is not a declared role', closest(role as string, roles));
    return [createFault(['memberships', i, 'role'], problem)];
  });
}

function emailProblem(email: unknown): Problem | undefined {
  const problem = nameProblem(email, 320);
  if (problem !== undefined) return problem;
  // No provider can be trusted with another address, so the invitation could never be accepted.
  if (isTrustedEmail(email as string, true)) return undefined;
  return { code: 'invalid_value', message: 'is not an email address' };
}
