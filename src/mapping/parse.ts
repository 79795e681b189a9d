import { validateSync } from 'class-validator';
import { MappingError, type Fault } from '../errors';
import { kindOf, Mapping, MappingEntry, nameProblem, TenantPermissionEntry } from './document';
import { didYouMean, nearest } from './nearest';
import { inCurrentSpelling, isJsonObject, type JsonObject } from './older-spellings';
import { undeclaredNames, type MappingRules } from './undeclared';

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
      { path: '', message: `must be a JSON object with "mappings", not ${kindOf(input)}` },
    ]);
  }
  const faults: Fault[] = [];
  const { group_attribute_name: groupAttribute, ...document } = inCurrentSpelling(input, faults);
  if (groupAttribute !== undefined) {
    const problem = nameProblem(groupAttribute, 255);
    if (problem !== undefined) faults.push({ path: 'group_attribute_name', message: problem });
  }

  const mapping = instance(Mapping, document, '', faults);
  mapping.mappings = entries(MappingEntry, mapping.mappings, 'mappings', faults);
  if (mapping.tenant_permission !== undefined) {
    mapping.tenant_permission = entries(
      TenantPermissionEntry,
      mapping.tenant_permission,
      'tenant_permission',
      faults,
    );
  }

  const all = [...faults, ...undeclaredNames(mapping, rules)];
  if (all.length > 0) throw new MappingError(all);
  return { mapping, ...(groupAttribute === undefined ? {} : { groupAttribute: groupAttribute as string }) };
}

const KEYS = new Map<new () => object, readonly string[]>([
  [Mapping, ['tenant_owners_groups', 'tenant_permission', 'mappings']],
  [MappingEntry, ['group_name', 'team_name', 'case_group_name', 'role_name']],
  [TenantPermissionEntry, ['group_name', 'permission_name']],
]);

/** An instance that class-validator can check. Only known keys are copied, so no key can be `__proto__`. */
function instance<T extends object>(Class: new () => T, from: JsonObject, path: string, faults: Fault[]): T {
  const known = KEYS.get(Class) ?? [];
  const made = new Class();
  for (const key of known) {
    const value = Object.hasOwn(from, key) ? from[key] : undefined;
    // A list is copied without its holes, which every check would pass over, and which JSON makes null.
    if (value !== undefined) Object.assign(made, { [key]: Array.isArray(value) ? Array.from(value) : value });
  }
  for (const key of Object.keys(from)) {
    if (known.includes(key)) continue;
    const message = `is no known key${didYouMean(nearest(key, known))} (known: ${known.join(', ')})`;
    faults.push({ path: at(path, key), message });
  }
  for (const { property, constraints = {}, value } of validateSync(made, { stopAtFirstError: true })) {
    const message = Object.values(constraints)[0] ?? 'is wrong';
    const wrongItems =
      Array.isArray(value) && property === 'tenant_owners_groups' ? (value as unknown[]) : undefined;
    if (wrongItems === undefined) faults.push({ path: at(path, property), message });
    else faults.push(...wrongNames(wrongItems, at(path, property)));
  }
  return made;
}

function entries<T extends object>(Class: new () => T, list: unknown, path: string, faults: Fault[]): T[] {
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown, i) => {
    if (isJsonObject(entry)) return instance(Class, entry, `${path}[${i}]`, faults);
    faults.push({ path: `${path}[${i}]`, message: `must be an object, not ${kindOf(entry)}` });
    return new Class();
  });
}

function wrongNames(list: readonly unknown[], path: string): Fault[] {
  return list.flatMap((item, i) => {
    const problem = nameProblem(item, 1024);
    return problem === undefined ? [] : [{ path: `${path}[${i}]`, message: problem }];
  });
}

function at(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
