import type { Fault, PathSegment } from '../errors';
import { createFault, prefixFaults } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { describeType, nameProblem } from '../validation/text';
import { runAtOnce, runInSlices, type Steps } from '../validation/time-slice';
import { validate, type InputClass } from '../validation/validate';
import { MappingError } from './errors';
import { LEGACY_GROUP_ATTRIBUTE } from './keys';
import { normalizeLegacyKeys } from './legacy-keys';
import { bytesFaults, DEFAULT_MAX_BYTES, DEFAULT_MAX_ENTRIES, sizeFaults } from './limits';
import { EveryoneEntry, Mapping, MappingEntry, TenantPermissionEntry } from './mapping';
import { unknownNames, type MappingRules } from './unknown-names';

export interface ParsedMapping {
  mapping: Mapping;
  /** The group attribute, which older documents contain. */
  groupAttribute?: string;
}

/** A mapping in the current spelling, with all its faults. */
export interface CheckedMapping extends ParsedMapping {
  faults: readonly Fault[];
}

/**
 * Checks a mapping and converts it to the current spelling. The paths of the faults are in the current spelling, too.
 *
 * @throws {MappingError} with every fault at once, each with its path
 */
export function parseMapping(input: unknown, rules: MappingRules): ParsedMapping {
  const { faults, ...parsed } = checkMapping(input, rules);
  if (faults.length > 0) throw new MappingError(faults);
  return parsed;
}

/** Like `parseMapping`, but returns the faults. The mapping is usable only if there are none. */
export function checkMapping(input: unknown, rules: MappingRules): CheckedMapping {
  return runAtOnce(checkSteps(input, rules));
}

/** Like `checkMapping`, without blocking the event loop: 20,000 entries take longer than other requests should wait. */
export function checkMappingInSlices(input: unknown, rules: MappingRules): Promise<CheckedMapping> {
  return runInSlices(checkSteps(input, rules));
}

function* checkSteps(input: unknown, rules: MappingRules): Steps<CheckedMapping> {
  if (!isJsonObject(input)) {
    const message = `must be a JSON object with "mappings", not ${describeType(input)}`;
    return { mapping: new Mapping(), faults: [createFault([], { code: 'invalid_type', message })] };
  }
  const tooLarge = sizeFaults(input, rules.maxEntries ?? DEFAULT_MAX_ENTRIES);
  if (tooLarge.length > 0) return { mapping: new Mapping(), faults: tooLarge };
  const keyFaults: Fault[] = [];
  const normalized = yield* normalizeLegacyKeys(input, keyFaults);
  if (normalized === undefined) return { mapping: new Mapping(), faults: keyFaults };

  const tooLong = yield* bytesFaults(normalized, rules.maxBytes ?? DEFAULT_MAX_BYTES);
  if (tooLong.length > 0) return { mapping: new Mapping(), faults: tooLong };

  const { [LEGACY_GROUP_ATTRIBUTE]: groupAttribute, ...document } = normalized;
  const problem = groupAttribute === undefined ? undefined : nameProblem(groupAttribute, 255);
  if (problem !== undefined) keyFaults.push(createFault([LEGACY_GROUP_ATTRIBUTE], problem));

  const { instance: mapping, faults: ownFaults } = validate(Mapping, document, KEY_OPTIONS);
  const entryFaults: Fault[] = [];
  yield;
  mapping.mappings = yield* parseEntries(MappingEntry, mapping.mappings, ['mappings'], entryFaults);
  if (mapping.tenant_permission !== undefined) {
    const { tenant_permission: list } = mapping;
    mapping.tenant_permission = yield* parseEntries(
      TenantPermissionEntry,
      list,
      ['tenant_permission'],
      entryFaults,
    );
  }
  if (mapping.everyone !== undefined)
    mapping.everyone = yield* parseEntries(EveryoneEntry, mapping.everyone, ['everyone'], entryFaults);
  // Not `push(...list)`: a document may have more faults than a call can have arguments.
  const faults = [...keyFaults, ...ownFaults, ...entryFaults, ...(yield* unknownNames(mapping, rules))];
  return {
    mapping,
    faults,
    ...(groupAttribute === undefined ? {} : { groupAttribute: groupAttribute as string }),
  };
}

const KEY_OPTIONS = { noun: 'key', listKeys: true };

function* parseEntries<T extends object>(
  Class: InputClass<T>,
  list: unknown,
  at: readonly PathSegment[],
  faults: Fault[],
): Steps<T[]> {
  const entries: T[] = [];
  for (const [i, entry] of (Array.isArray(list) ? (list as unknown[]) : []).entries()) {
    yield;
    if (!isJsonObject(entry)) {
      const message = `must be an object, not ${describeType(entry)}`;
      faults.push(createFault([...at, i], { code: 'invalid_type', message }));
      entries.push(new Class());
      continue;
    }
    const { instance, faults: entryFaults } = validate(Class, entry, KEY_OPTIONS);
    for (const fault of prefixFaults([...at, i], entryFaults)) faults.push(fault);
    entries.push(instance);
  }
  return entries;
}
