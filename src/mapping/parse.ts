import { validateSync } from 'class-validator';
import type { Fault } from '../errors';
import { MappingError } from './errors';
import { Mapping, MappingEntry, TenantPermissionEntry } from './mapping';
import { describeType, nameProblem } from '../validation/text';
import { didYouMean, closest } from '../validation/suggest';
import { normalizeLegacyKeys } from './legacy-keys';
import { isJsonObject, type JsonObject } from '../validation/json';
import { unknownNames, type MappingRules } from './unknown-names';

export interface ParsedMapping {
  mapping: Mapping;
  /** Older documents name the group attribute inside the JSON. */
  groupAttribute?: string;
}

/**
 * Checks a mapping and brings it into the current spelling. The paths of the faults are in the current spelling too.
 *
 * @throws {MappingError} with every fault at once, each with its path
 */
export function parseMapping(input: unknown, rules: MappingRules): ParsedMapping {
  if (!isJsonObject(input)) {
    throw new MappingError([
      { path: '', message: `must be a JSON object with "mappings", not ${describeType(input)}` },
    ]);
  }
  const faults: Fault[] = [];
  const { group_attribute_name: groupAttribute, ...document } = normalizeLegacyKeys(input, faults);
  if (groupAttribute !== undefined) {
    const problem = nameProblem(groupAttribute, 255);
    if (problem !== undefined) faults.push({ path: 'group_attribute_name', message: problem });
  }

  const mapping = createInstance(Mapping, document, '', faults);
  mapping.mappings = createEntries(MappingEntry, mapping.mappings, 'mappings', faults);
  if (mapping.tenant_permission !== undefined) {
    mapping.tenant_permission = createEntries(
      TenantPermissionEntry,
      mapping.tenant_permission,
      'tenant_permission',
      faults,
    );
  }

  const allFaults = [...faults, ...unknownNames(mapping, rules)];
  if (allFaults.length > 0) throw new MappingError(allFaults);
  return { mapping, ...(groupAttribute === undefined ? {} : { groupAttribute: groupAttribute as string }) };
}

const KNOWN_KEYS = new Map<new () => object, readonly string[]>([
  [Mapping, ['tenant_owners_groups', 'tenant_permission', 'mappings']],
  [MappingEntry, ['group_name', 'team_name', 'case_group_name', 'role_name']],
  [TenantPermissionEntry, ['group_name', 'permission_name']],
]);

/** An instance that class-validator can check. Only known keys are copied, so no key can be `__proto__`. */
function createInstance<T extends object>(
  Class: new () => T,
  source: JsonObject,
  path: string,
  faults: Fault[],
): T {
  const knownKeys = KNOWN_KEYS.get(Class) ?? [];
  const instance = new Class();
  for (const key of knownKeys) {
    const value = Object.hasOwn(source, key) ? source[key] : undefined;
    // A list is copied without its holes, which every check would pass over, and which JSON makes null.
    if (value !== undefined)
      Object.assign(instance, { [key]: Array.isArray(value) ? Array.from(value) : value });
  }
  for (const key of Object.keys(source)) {
    if (knownKeys.includes(key)) continue;
    const message = `is no known key${didYouMean(closest(key, knownKeys))} (known: ${knownKeys.join(', ')})`;
    faults.push({ path: joinPath(path, key), message });
  }
  for (const { property, constraints = {}, value } of validateSync(instance, { stopAtFirstError: true })) {
    const message = Object.values(constraints)[0] ?? 'is wrong';
    const invalidItems =
      Array.isArray(value) && property === 'tenant_owners_groups' ? (value as unknown[]) : undefined;
    if (invalidItems === undefined) faults.push({ path: joinPath(path, property), message });
    else faults.push(...nameFaults(invalidItems, joinPath(path, property)));
  }
  return instance;
}

function createEntries<T extends object>(
  Class: new () => T,
  list: unknown,
  path: string,
  faults: Fault[],
): T[] {
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown, i) => {
    if (isJsonObject(entry)) return createInstance(Class, entry, `${path}[${i}]`, faults);
    faults.push({ path: `${path}[${i}]`, message: `must be an object, not ${describeType(entry)}` });
    return new Class();
  });
}

function nameFaults(list: readonly unknown[], path: string): Fault[] {
  return list.flatMap((item, i) => {
    const problem = nameProblem(item, 1024);
    return problem === undefined ? [] : [{ path: `${path}[${i}]`, message: problem }];
  });
}

function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
