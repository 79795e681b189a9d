import {
  ArrayNotEmpty,
  IsArray,
  registerDecorator,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import { nameProblem } from '../validation/text';

/** Which group gives which membership. Of several entries for one team, the first that applies wins. */
export class MappingEntry {
  /** The group's name at the identity provider, compared code point for code point. */
  @IsName(1024)
  group_name!: string;

  /** The team, by its name in the product. */
  @IsName(255)
  team_name!: string;

  /** Makes this a membership of that case group of the team, and not of the team itself. */
  @IfDefined()
  @IsName(255)
  case_group_name?: string;

  /** One of the roles that the app declares. */
  @IsName(255)
  role_name!: string;
}

/** Which group gives which tenant-wide right. */
export class TenantPermissionEntry {
  /** The group's name at the identity provider, compared code point for code point. */
  @IsName(1024)
  group_name!: string;

  /** One of the permissions that the app declares; any name, if it declares none. */
  @IsName(255)
  permission_name!: string;
}

/** The group mapping: which group of the identity provider gives which grants in the product. */
export class Mapping {
  /** Groups whose members own the tenant. Left out: owner status is left alone. Empty: nobody owns it by a group. */
  @IfDefined()
  @IsName(1024, { each: true })
  @IsArray({ message: 'must be a list of group names' })
  tenant_owners_groups?: string[];

  /** Groups that give a single tenant-wide right. Left out: permissions are left alone. Empty: nobody has one. */
  @IfDefined()
  @IsArray({ message: 'must be a list of { group_name, permission_name }' })
  tenant_permission?: TenantPermissionEntry[];

  /** At least one entry. Their order counts: of several for one team, the first that applies wins. */
  @ArrayNotEmpty({ message: 'must have at least one entry' })
  @IsArray({ message: 'must be a list of { group_name, team_name, role_name }' })
  mappings!: MappingEntry[];
}

/** Unlike class-validator's IsOptional, this does not let null through: null may mean none, or nothing said. */
function IfDefined(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

function IsName(limit: number, options: { each?: boolean } = {}): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isName',
      target: target.constructor,
      propertyName: propertyName as string,
      options: {
        ...options,
        message: ({ value }: ValidationArguments) => nameProblem(value, limit) ?? '',
      },
      validator: { validate: (value: unknown) => nameProblem(value, limit) === undefined },
    });
  };
}
