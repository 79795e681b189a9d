import { Allow } from 'class-validator';
import { InvalidInputError, type Fault } from '../errors';
import { MappingError } from '../mapping/errors';
import type { Mapping } from '../mapping/mapping';
import { checkMapping, checkMappingInSlices, type CheckedMapping } from '../mapping/parse';
import type { MappingRules } from '../mapping/unknown-names';
import { Check, IfDefined, IsName, IsOneOf } from '../validation/decorators';
import { createFault, prefixFaults } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { validate, type InputClass } from '../validation/validate';
import type { EnhancedSync, Settings } from './settings';

/** The settings that can be given, in code or as a change at run time. Omitted settings keep their values. */
export interface SettingsPatch {
  /**
   * Whether a sign-in creates users who do not exist yet.
   *
   * @default false
   */
  justInTime?: boolean;
  /**
   * Whether every sign-in updates the grants. Works only together with `justInTime`.
   *
   * @default false
   */
  enhancedSync?: EnhancedSync;
  /**
   * The exact name of the attribute or claim in which the provider sends the groups.
   *
   * @default 'groups'
   */
  groupAttribute?: string;
  /**
   * The group mapping. Older spellings of its keys are accepted.
   *
   * @default null
   */
  mapping?: Mapping | object | null;
}

class SettingsPatchInput implements Record<keyof SettingsPatch, unknown> {
  @IfDefined()
  @IsOneOf(true, false)
  justInTime: unknown;

  @IfDefined()
  @Check((value) => {
    if (typeof value === 'boolean' || value === 'report-only') return undefined;
    return { code: 'invalid_value', message: 'must be true, false or "report-only"' };
  })
  enhancedSync: unknown;

  @IfDefined()
  @IsName(255)
  groupAttribute: unknown;

  /** The parser of the mapping checks it, against the rules of the app. */
  @Allow()
  mapping: unknown;
}

/**
 * The settings after a change, with the mapping in its current spelling.
 *
 * @throws {MappingError} when the mapping has faults
 * @throws {InvalidInputError} `settings_invalid`
 */
export function applyPatch(settings: Settings, patch: SettingsPatch, rules: MappingRules): Settings {
  const mapping = mappingOf(patch);
  return applyChecked(settings, patch, mapping && checkMapping(mapping.input, rules));
}

/** Like `applyPatch`, without blocking the event loop. */
export async function applyPatchInSlices(
  settings: Settings,
  patch: SettingsPatch,
  rules: MappingRules,
): Promise<Settings> {
  const mapping = mappingOf(patch);
  return applyChecked(settings, patch, mapping && (await checkMappingInSlices(mapping.input, rules)));
}

/**
 * The part of a patch that is checked as a mapping: any value except `null` and `undefined`, since a value of another
 * type is a fault.
 */
function mappingOf(patch: SettingsPatch): { input: unknown } | undefined {
  const input: unknown = isJsonObject(patch) ? patch.mapping : undefined;
  return input === undefined || input === null ? undefined : { input };
}

function applyChecked(
  settings: Settings,
  patch: SettingsPatch,
  parsed: CheckedMapping | undefined,
): Settings {
  const { instance, faults } = validate<SettingsPatch>(
    SettingsPatchInput as InputClass<SettingsPatch>,
    patch,
    { noun: 'setting' },
  );
  const changes = withoutUndefined(instance);
  let { mapping, groupAttribute } = { ...settings, ...changes };
  if (parsed !== undefined) {
    if (parsed.faults.length > 0) {
      if (faults.length === 0) throw new MappingError(parsed.faults);
      throw invalidSettings([...faults, ...prefixFaults(['mapping'], parsed.faults)]);
    }
    mapping = parsed.mapping;
    if (parsed.groupAttribute !== undefined) {
      if (changes.groupAttribute !== undefined && changes.groupAttribute !== parsed.groupAttribute) {
        const message = `is "${changes.groupAttribute}", but the mapping says "${parsed.groupAttribute}": keep one of them`;
        faults.push(createFault(['groupAttribute'], { code: 'conflict', message }));
      }
      groupAttribute = parsed.groupAttribute;
    }
  }
  const updated = { ...settings, ...changes, mapping, groupAttribute };
  if (faults.length === 0 && updated.enhancedSync !== false && updated.mapping === null) {
    const message = 'is missing: enhanced sync without one would remove all grants';
    faults.push(createFault(['mapping'], { code: 'required', message }));
  }
  if (faults.length > 0) throw invalidSettings(faults);
  return updated;
}

function withoutUndefined(patch: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

function invalidSettings(faults: readonly Fault[]): InvalidInputError {
  return new InvalidInputError('settings_invalid', 'The settings cannot be used', faults);
}
