import { ArrayNotEmpty, IsArray } from 'class-validator';
import { Check, IfDefined, IsName } from '../validation/decorators';
import type { NestedProblem, Problem } from '../validation/faults';
import { nameProblem } from '../validation/text';
import { ENTRY_KEYS, MAPPING_KEYS, PERMISSION_KEYS } from './keys';

/** Which group gives which membership. Of several entries for one team, the first that applies wins. */
export class MappingEntry {
  /** The group's name at the identity provider, compared code point for code point. */
  @IsName(ENTRY_KEYS.group_name.maxLength)
  group_name!: string;

  /** The team, by its name in the product. */
  @IsName(ENTRY_KEYS.team_name.maxLength)
  team_name!: string;

  /** Makes this a membership of that case group of the team, and not of the team itself. */
  @IfDefined()
  @IsName(ENTRY_KEYS.case_group_name.maxLength)
  case_group_name?: string;

  /** One of the roles that the app declares. */
  @IsName(ENTRY_KEYS.role_name.maxLength)
  role_name!: string;
}

/** Which group gives which tenant-wide right. */
export class TenantPermissionEntry {
  /** The group's name at the identity provider, compared code point for code point. */
  @IsName(PERMISSION_KEYS.group_name.maxLength)
  group_name!: string;

  /** One of the permissions that the app declares; any name, if it declares none. */
  @IsName(PERMISSION_KEYS.permission_name.maxLength)
  permission_name!: string;
}

/** The group mapping: which group of the identity provider gives which grants in the product. */
export class Mapping {
  /** Groups whose members own the tenant. Without it, owner status is not managed. Empty: no group gives it. */
  @IfDefined()
  @Check(nameProblems)
  tenant_owners_groups?: string[];

  /** Groups that give a tenant permission. Without it, permissions are not managed. Empty: no group gives one. */
  @IfDefined()
  @IsArray({ message: 'must be a list of { group_name, permission_name }' })
  tenant_permission?: TenantPermissionEntry[];

  /** At least one entry. Their order counts: of several for one team, the first that applies wins. */
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
