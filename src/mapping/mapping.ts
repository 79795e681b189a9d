import { IsArray } from 'class-validator';
import { Check, IfDefined, IsName } from '../validation/decorators';
import type { NestedProblem, Problem } from '../validation/faults';
import { hasAtMost, nameProblem } from '../validation/text';
import { ENTRY_KEYS, EVERYONE_KEYS, MAPPING_KEYS, PERMISSION_KEYS } from './keys';

/**
 * Which groups give which membership. If several entries name one team, the first match wins. An entry has either
 * `group_name` or `group_prefix`.
 *
 * @example
 * ```ts
 * const entry: MappingEntry = { group_name: 'Analysts', team_name: 'Incident Response', role_name: 'VIEWER' };
 * ```
 */
export class MappingEntry {
  /** The exact name of the group at the identity provider, compared code point by code point. */
  @IsGroupName()
  group_name?: string;

  /** The beginning of the names of groups, of at least 3 characters, compared code point by code point. */
  @IsGroupPrefix()
  group_prefix?: string;

  /** The name of the team in the product. */
  @IsName(ENTRY_KEYS.team_name.maxLength)
  team_name!: string;

  /**
   * Gives a membership of this case group of the team, instead of the team itself.
   *
   * @default a membership of the team
   */
  @IfDefined()
  @IsName(ENTRY_KEYS.case_group_name.maxLength)
  case_group_name?: string;

  /** One of the roles that the app declares. */
  @IsName(ENTRY_KEYS.role_name.maxLength)
  role_name!: string;

  /** The id of a provider: the entry applies only to sign-ins through it. Without it, the entry applies to all. */
  @IfDefined()
  @IsName(ENTRY_KEYS.provider.maxLength)
  provider?: string;

  /** Text for people, for example the name of a group whose `group_name` is a GUID. It has no effect. */
  @IfDefined()
  @IsName(ENTRY_KEYS.label.maxLength)
  label?: string;
}

/**
 * A membership of every user who signs in, whatever the groups. All entries of `mappings` come before it.
 *
 * @example
 * ```ts
 * const entry: EveryoneEntry = { team_name: 'Incident Response', role_name: 'VIEWER' };
 * ```
 */
export class EveryoneEntry {
  /** The team, by its name in the product. */
  @IsName(EVERYONE_KEYS.team_name.maxLength)
  team_name!: string;

  /** Makes this a membership of that case group of the team, and not of the team itself. */
  @IfDefined()
  @IsName(EVERYONE_KEYS.case_group_name.maxLength)
  case_group_name?: string;

  /** One of the roles that the app declares. */
  @IsName(EVERYONE_KEYS.role_name.maxLength)
  role_name!: string;

  /** The id of a provider: the entry applies only to sign-ins through it. Without it, the entry applies to all. */
  @IfDefined()
  @IsName(EVERYONE_KEYS.provider.maxLength)
  provider?: string;

  /** Text for people. It has no effect. */
  @IfDefined()
  @IsName(EVERYONE_KEYS.label.maxLength)
  label?: string;
}

/**
 * Which groups give which tenant permission. An entry has either `group_name` or `group_prefix`.
 *
 * @example
 * ```ts
 * const entry: TenantPermissionEntry = { group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ' };
 * ```
 */
export class TenantPermissionEntry {
  /** The exact name of the group at the identity provider, compared code point by code point. */
  @IsGroupName()
  group_name?: string;

  /** The beginning of the names of groups, of at least 3 characters, compared code point by code point. */
  @IsGroupPrefix()
  group_prefix?: string;

  /** One of the permissions that the app declares; any name if it declares none. */
  @IsName(PERMISSION_KEYS.permission_name.maxLength)
  permission_name!: string;

  /** The id of a provider: the entry applies only to sign-ins through it. Without it, the entry applies to all. */
  @IfDefined()
  @IsName(PERMISSION_KEYS.provider.maxLength)
  provider?: string;

  /** Text for people. It has no effect. */
  @IfDefined()
  @IsName(PERMISSION_KEYS.label.maxLength)
  label?: string;
}

/**
 * The group mapping: which groups of the identity provider give which grants in the product.
 *
 * @example
 * ```ts
 * const mapping: Mapping = {
 *   tenant_owners_groups: ['Managers'],
 *   mappings: [{ group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' }],
 * };
 * ```
 */
export class Mapping {
  /**
   * Groups whose members are tenant owners. If omitted, owner status is not managed. If empty, no group gives it.
   *
   * @default not managed
   */
  @IfDefined()
  @Check(nameProblems)
  tenant_owners_groups?: string[];

  /**
   * Groups that give a tenant permission. If omitted, permissions are not managed. If empty, no group gives one.
   *
   * @default not managed
   */
  @IfDefined()
  @IsArray({ message: 'must be a list of { group_name, permission_name }' })
  tenant_permission?: TenantPermissionEntry[];

  /**
   * The order counts: if several entries name one team, the first match wins. `mappings` and `everyone` together have at
   * least one entry.
   */
  @Check(mappingsProblem)
  mappings!: MappingEntry[];

  /** Memberships of every user who signs in. They come after all entries of `mappings`. */
  @IfDefined()
  @IsArray({ message: 'must be a list of { team_name, role_name }' })
  everyone?: EveryoneEntry[];
}

/** Text of a `group_name`, which may be missing where there is a `group_prefix`. */
export function IsGroupName(): PropertyDecorator {
  return Check((value, { group_prefix }: { group_prefix?: unknown }) =>
    value === undefined && group_prefix !== undefined
      ? undefined
      : nameProblem(value, ENTRY_KEYS.group_name.maxLength),
  );
}

/** Text of a `group_prefix`, which must not stand beside a `group_name`. */
export function IsGroupPrefix(): PropertyDecorator {
  return Check((value, { group_name }: { group_name?: unknown }) =>
    value === undefined ? undefined : prefixProblem(value, group_name !== undefined),
  );
}

function prefixProblem(value: unknown, hasName: boolean): Problem | undefined {
  if (hasName) return { code: 'conflict', message: 'stands beside group_name: keep one of them' };
  const { minLength, maxLength } = ENTRY_KEYS.group_prefix;
  const problem = nameProblem(value, maxLength);
  if (problem !== undefined || !hasAtMost(value as string, minLength - 1)) return problem;
  return { code: 'too_short', message: `must have at least ${minLength} characters` };
}

function mappingsProblem(value: unknown, { everyone }: { everyone?: unknown }): Problem | undefined {
  const hasEveryone = Array.isArray(everyone) && everyone.length > 0;
  if (value === undefined && hasEveryone) return undefined;
  if (!Array.isArray(value)) {
    const message = 'must be a list of { group_name, team_name, role_name }';
    return { code: value === undefined ? 'required' : 'invalid_type', message };
  }
  if (value.length > 0 || hasEveryone) return undefined;
  return { code: 'empty', message: 'must have at least one entry' };
}

function nameProblems(value: unknown): Problem | NestedProblem[] {
  if (!Array.isArray(value)) return { code: 'invalid_type', message: 'must be a list of group names' };
  return value.flatMap((name: unknown, i): NestedProblem[] => {
    const problem = nameProblem(name, MAPPING_KEYS.tenant_owners_groups.maxLength);
    return problem === undefined ? [] : [{ ...problem, at: [i] }];
  });
}
