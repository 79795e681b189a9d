import { InvalidInputError, type Fault } from '../errors';
import { IsGroupName, IsGroupPrefix } from '../mapping/mapping';
import { Check, IfDefined, IsName } from '../validation/decorators';
import type { NestedProblem, Problem } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { describeType, nameProblem } from '../validation/text';
import { nestedProblems, validate } from '../validation/validate';

/** A grant in a law: owner status, a role in a team or case group (without `role`: any), or a tenant permission. */
export type LawGrant = 'owner' | { team: string; caseGroup?: string; role?: string } | { permission: string };

/** A group, or all groups with a prefix. */
export type LawGroups = { group_name: string } | { group_prefix: string };

/** A grant and the groups of a law. */
export interface GroupLaw {
  grant: LawGrant;
  to: LawGroups;
}

/**
 * Rules about a mapping that hold for all sets of groups. A mapping that breaks one is refused.
 *
 * @example
 * ```ts
 * const laws: Laws = {
 *   never: [{ grant: 'owner', to: { group_prefix: 'Contractors' } }],
 *   apart: [[{ team: 'Payments', role: 'EDITOR' }, { team: 'Audit', role: 'EDITOR' }]],
 * };
 * ```
 */
export interface Laws {
  /** A user who is only in such groups never has the grant. */
  never?: readonly GroupLaw[];
  /** Separation of duties: no user has both grants, whatever the groups. */
  apart?: readonly (readonly [LawGrant, LawGrant])[];
  /** A user in such a group always has the grant, whatever the other groups. */
  always?: readonly GroupLaw[];
  /** At most these groups make owners. */
  owners?: readonly string[];
}

/**
 * Validates laws, for example those of a file.
 *
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function parseLaws(input: unknown): Laws {
  const faults = lawFaults(input);
  if (faults.length > 0) throw new InvalidInputError('options_invalid', 'The laws cannot be used', faults);
  return input as Laws;
}

/** All faults of laws. */
export function lawFaults(input: unknown): Fault[] {
  return validate(LawsInput, input, KEY_OPTIONS).faults;
}

const KEY_OPTIONS = { noun: 'key', listKeys: true };

class LawsInput implements Record<keyof Laws, unknown> {
  @IfDefined()
  @Check((list) => listProblems(list, groupLawProblems))
  never: unknown;

  @IfDefined()
  @Check((list) => listProblems(list, pairProblems))
  apart: unknown;

  @IfDefined()
  @Check((list) => listProblems(list, groupLawProblems))
  always: unknown;

  @IfDefined()
  @Check((list) => listProblems(list, (name) => at([], nameProblem(name, 1024))))
  owners: unknown;
}

class GroupLawInput {
  @Check(grantProblems)
  grant: unknown;

  @Check((value) => objectProblems(LawGroupsInput, value, '{ group_name } or { group_prefix }'))
  to: unknown;
}

class LawGroupsInput {
  @IsGroupName()
  group_name: unknown;

  @IsGroupPrefix()
  group_prefix: unknown;
}

class TeamGrantInput {
  @IsName(255)
  team: unknown;

  @IfDefined()
  @IsName(255)
  caseGroup: unknown;

  @IfDefined()
  @IsName(255)
  role: unknown;
}

class PermissionGrantInput {
  @IsName(255)
  permission: unknown;
}

function groupLawProblems(value: unknown): NestedProblem[] {
  return objectProblems(GroupLawInput, value, '{ grant, to }');
}

function pairProblems(value: unknown): NestedProblem[] {
  if (!Array.isArray(value) || value.length !== 2)
    return at([], { code: 'invalid_type', message: 'must be a list of two grants' });
  return value.flatMap((grant: unknown, i) =>
    grantProblems(grant).map((problem) => ({ ...problem, at: [i, ...problem.at] })),
  );
}

function grantProblems(value: unknown): NestedProblem[] {
  if (value === 'owner') return [];
  const Class = isJsonObject(value) && 'permission' in value ? PermissionGrantInput : TeamGrantInput;
  return objectProblems(Class, value, '"owner", { team, caseGroup, role } or { permission }');
}

function objectProblems(Class: new () => object, value: unknown, form: string): NestedProblem[] {
  if (isJsonObject(value)) return nestedProblems(Class, value, KEY_OPTIONS);
  return at([], { code: 'invalid_type', message: `must be ${form}, not ${describeType(value)}` });
}

function listProblems(
  list: unknown,
  problemsOf: (item: unknown) => NestedProblem[],
): Problem | NestedProblem[] {
  if (!Array.isArray(list))
    return { code: 'invalid_type', message: `must be a list, not ${describeType(list)}` };
  return list.flatMap((item: unknown, i) =>
    problemsOf(item).map((problem) => ({ ...problem, at: [i, ...problem.at] })),
  );
}

function at(path: string[], problem: Problem | undefined): NestedProblem[] {
  return problem === undefined ? [] : [{ ...problem, at: path }];
}
