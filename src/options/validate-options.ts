import { lawFaults } from '../proofs/laws';
import { Allow, ValidateIf } from 'class-validator';
import { DataSource } from 'typeorm';
import { entities as defaultEntities } from '../entities';
import type { EntitySet } from '../entities/define-entities';
import { InvalidInputError } from '../errors';
import {
  Check,
  IfDefined,
  IfPresent,
  IsDuration,
  IsFunction,
  IsNameList,
  IsOneOf,
  nameListProblem,
} from '../validation/decorators';
import { type NestedProblem, type Problem } from '../validation/faults';
import { closest } from '../validation/suggest';
import { IsNested, validate } from '../validation/validate';
import { breakGlassProblems } from './break-glass';
import type { ProvisioningOptions, ResolvableState } from './options';

const RESOLVABLE_STATES: readonly string[] = ['overage', 'absent'] satisfies ResolvableState[];

/** The maximum of a Node.js timer. */
const MAX_TIMER = { max: 2 ** 31 - 1, message: 'must be at most 24 days' };

class GroupsPolicyInput {
  @IfDefined()
  @IsOneOf('auto', 'keep', 'revoke', 'deny')
  absent?: unknown;

  @IfDefined()
  @IsOneOf('keep', 'revoke', 'deny')
  overage?: unknown;

  @IfDefined()
  @IsOneOf('keep', 'revoke', 'deny')
  malformed?: unknown;
}

class RemovalSafeguardInput {
  @IfDefined()
  @IsDuration()
  window?: unknown;

  @IfDefined()
  @Check((value) =>
    Number.isInteger(value) && (value as number) >= 0
      ? undefined
      : { code: 'invalid_value', message: 'must be a whole number' },
  )
  maxUsers?: unknown;

  @IfDefined()
  @Check((value) =>
    typeof value === 'number' && value >= 0 && value <= 1
      ? undefined
      : { code: 'invalid_value', message: 'must be a number from 0 to 1' },
  )
  maxShare?: unknown;
}

/** The options as the app passes them. `implements` keeps this list of keys and the type in step. */
class ProvisioningOptionsInput implements Record<keyof ProvisioningOptions, unknown> {
  @Check(dataSourceProblem)
  dataSource: unknown;

  @Check((value, input) => entityProblems(value, (input as ProvisioningOptionsInput).dataSource))
  entities: unknown;

  /** `applyPatch` checks it, together with the mapping. */
  @Allow()
  settings: unknown;

  @IfDefined()
  @IsNameList({ min: 1 })
  roles: unknown;

  @Check((value) => (value === undefined || value === null ? undefined : nameListProblem(value)))
  permissions: unknown;

  @IfDefined()
  @Check((value) => lawFaults(value).map((fault) => ({ ...fault, at: fault.segments })))
  laws: unknown;

  @IfDefined()
  @Check((value) =>
    Number.isSafeInteger(value) && (value as number) >= 1
      ? undefined
      : { code: 'invalid_value', message: 'must be a whole number from 1 on' },
  )
  maxMappingEntries: unknown;

  @IfDefined()
  @Check((value) =>
    Number.isSafeInteger(value) && (value as number) >= 1000
      ? undefined
      : { code: 'invalid_value', message: 'must be a whole number of bytes from 1000 on' },
  )
  maxMappingBytes: unknown;

  @IfDefined()
  @Check(breakGlassProblems)
  breakGlass: unknown;

  @IfDefined()
  @Check(protocolsProblem)
  avatarProtocols: unknown;

  @IfDefined()
  @IsOneOf(true, false)
  createMissingTeams: unknown;

  @IfDefined()
  @IsOneOf('create', 'deny')
  unmatched: unknown;

  @IfDefined()
  @IsOneOf('all', 'mapped')
  managedTeams: unknown;

  @IfDefined()
  @IsOneOf('user', 'provider')
  syncScope: unknown;

  @IfDefined()
  @IsOneOf(true, false)
  syncProfile: unknown;

  @IfDefined()
  @IsOneOf(true, false)
  preparedStatements: unknown;

  @IfDefined()
  @IsNested(GroupsPolicyInput, { noun: 'option' })
  groupsPolicy: unknown;

  @IfDefined()
  @ValidateIf((_, value) => value !== false)
  @IsNested(RemovalSafeguardInput, { noun: 'option' })
  removalSafeguard: unknown;

  @IfDefined()
  @IsFunction()
  assignUser: unknown;

  @IfDefined()
  @IsFunction()
  resolveGroups: unknown;

  @IfDefined()
  @IsFunction()
  onListenerError: unknown;

  @IfDefined()
  @Check(resolvableStatesProblem)
  resolveGroupsFor: unknown;

  @IfPresent()
  @IsDuration(MAX_TIMER)
  resolveGroupsTimeout: unknown;

  @IfPresent()
  @IsDuration()
  lastSignInPrecision: unknown;

  @IfPresent()
  @IsDuration()
  maxSessionAge: unknown;
}

/** @throws {InvalidInputError} `options_invalid`, with every fault at once */
export function validateOptions(options: unknown): void {
  const { faults } = validate(ProvisioningOptionsInput, options, { noun: 'option' });
  if (faults.length === 0) return;
  throw new InvalidInputError('options_invalid', 'createProvisioning cannot use its options', faults);
}

/** Checked by its shape: an app may have another copy of TypeORM than this library. */
function isDataSource(value: unknown): value is DataSource {
  return (
    value instanceof DataSource ||
    typeof (value as DataSource | null | undefined)?.createQueryRunner === 'function'
  );
}

function dataSourceProblem(value: unknown): Problem | undefined {
  if (!isDataSource(value)) {
    const code = value === undefined ? 'required' : 'invalid_type';
    return { code, message: 'must be a TypeORM DataSource' };
  }
  if (value.isInitialized) return undefined;
  const message = 'must be initialized first: await dataSource.initialize()';
  return { code: 'invalid_value', message };
}

function entityProblems(value: unknown, dataSource: unknown): NestedProblem[] {
  if (!isDataSource(dataSource) || !dataSource.isInitialized) return [];
  const entities = (value === undefined ? defaultEntities : value) as EntitySet | null;
  return Object.keys(defaultEntities).flatMap((name): NestedProblem[] => {
    const entity: unknown = entities?.[name as keyof EntitySet];
    if (typeof entity !== 'function') {
      const message = 'is missing: pass the set that defineEntities returned';
      return [{ at: [name], code: 'required', message }];
    }
    if (dataSource.hasMetadata(entity as () => unknown)) return [];
    const message = 'is not in the DataSource: give it entities: Object.values(entities)';
    return [{ at: [name], code: 'invalid_value', message }];
  });
}

function resolvableStatesProblem(list: unknown): Problem | undefined {
  const problem = nameListProblem(list);
  if (problem !== undefined) return problem;
  const invalid = (list as string[]).find((state) => !RESOLVABLE_STATES.includes(state));
  if (invalid === undefined) return undefined;
  const message = `must be a list of "overage" and "absent", not ${JSON.stringify(invalid)}`;
  const suggestion = closest(invalid, RESOLVABLE_STATES);
  return { code: 'invalid_value', message, ...(suggestion === undefined ? {} : { suggestion }) };
}

function protocolsProblem(list: unknown): Problem | undefined {
  const problem = nameListProblem(list);
  if (problem !== undefined) return problem;
  const invalid = (list as string[]).find((protocol) => !/^[a-z][a-z0-9+.-]*:$/.test(protocol));
  if (invalid === undefined) return undefined;
  const message = `must be protocols as URLs have them, such as "https:", not ${JSON.stringify(invalid)}`;
  const suggestion = `${invalid.toLowerCase().replace(/[:/]*$/, '')}:`;
  return { code: 'invalid_value', message, suggestion };
}
