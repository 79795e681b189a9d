import { ArrayNotEmpty, IsArray } from 'class-validator';
import { Check, IfDefined, IsName } from '../validation/decorators';
import type { NestedProblem, Problem } from '../validation/faults';
import { nameProblem } from '../validation/text';
import { ENTRY_KEYS, MAPPING_KEYS, PERMISSION_KEYS } from './keys';

/**
 * Which group gives which membership. If several entries name one team, the first match wins.
 *
 * @example
 * ```ts
 * const entry: MappingEntry = { group_name: 'Analysts', team_name: 'Incident Response', role_name: 'VIEWER' };
 * ```
 */
export class MappingEntry {
  /** The exact name of the group at the identity provider, compared code point by code point. */
  @IsName(ENTRY_KEYS.group_name.maxLength)
  group_name!: string;

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
}

/**
 * Which group gives which tenant permission.
 *
 * @example
 * ```ts
 * const entry: TenantPermissionEntry = { group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ' };
 * ```
 */
export class TenantPermissionEntry {
  /** The exact name of the group at the identity provider, compared code point by code point. */
  @IsName(PERMISSION_KEYS.group_name.maxLength)
  group_name!: string;

  /** One of the permissions that the app declares; any name if it declares none. */
  @IsName(PERMISSION_KEYS.permission_name.maxLength)
  permission_name!: string;
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

  /** At least one entry. The order counts: if several entries name one team, the first match wins. */
  @ArrayNotEmpty({ message: 'must have at least one entry' })
  @IsArray({ message: 'must be a list of { group_name, team_name, role_name }' })
  mappings!: MappingEntry[];
}

function nameProblems(value: unknown): Problem | NestedProblem[] {
  if (!Array.isArray(value)) return { code: 'invalid_type', message: 'must be a list of group names' };
  return value.flatMap((name: unknown, i): NestedProblem[] => {
    const problem = nameProblem(name, MAPPING_KEYS.tenant_owners_groups.maxLength);
    return problem === undefined ? [] : [{ ...problem, at: [i] }];
  });
}
