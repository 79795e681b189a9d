import { Allow } from 'class-validator';
import { InvalidInputError, type Fault } from '../errors';
import type { GroupFormat } from '../identity/group-format';
import type { GroupAttribute } from '../identity/group-source';
import { LEGACY_GROUP_ATTRIBUTE } from '../mapping/keys';
import { MappingError } from '../mapping/errors';
import type { Mapping } from '../mapping/mapping';
import { checkMapping, checkMappingInSlices, type CheckedMapping } from '../mapping/parse';
import type { MappingRules } from '../mapping/unknown-names';
import { checkLaws } from '../proofs/check-laws';
import type { Laws } from '../proofs/laws';
import { Check, IfDefined, IsOneOf } from '../validation/decorators';
import { createFault, prefixFaults, type Problem } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { validate, type InputClass } from '../validation/validate';
import type { ProviderSettings } from './group-sources';
import {
  groupAttributeProblems,
  IsGroupAttribute,
  IsGroupFormat,
  IsProviderSettings,
} from './group-sources-input';
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
   * Where the provider sends the groups: the exact name of an attribute or claim, at most 255 characters; if it starts with
   * `/`, a JSON Pointer (RFC 6901) into the claims, in which the token `*` matches every item of a list, and which may end
   * at an object whose keys are the groups; or a list of up to 10 of these, whose groups are combined.
   *
   * @default 'groups'
   */
  groupAttribute?: GroupAttribute;
  /**
   * In which form the groups come. `{}`: each value is one group.
   *
   * @default {}
   */
  groupFormat?: GroupFormat;
  /**
   * What differs at single providers of the tenant, by their ids: at most 100, and 64 kB as JSON. `{}`: nothing does.
   *
   * @default {}
   */
  providers?: Readonly<Record<string, ProviderSettings>>;
  /**
   * The group mapping. Older spellings of its keys are accepted.
   *
   * @default null
   */
  mapping?: Mapping | object | null;
}

/** What settings are checked against. */
export interface SettingsRules extends MappingRules {
  /** Laws that a mapping must not break. */
  laws?: Laws | undefined;
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
  @IsGroupAttribute()
  groupAttribute: unknown;

  @IfDefined()
  @IsGroupFormat()
  groupFormat: unknown;

  @IfDefined()
  @IsProviderSettings()
  providers: unknown;

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
export function applyPatch(settings: Settings, patch: SettingsPatch, rules: SettingsRules): Settings {
  const mapping = mappingOf(patch);
  return applyChecked(settings, patch, mapping && withLaws(checkMapping(mapping.input, rules), rules));
}

/** Like `applyPatch`, without blocking the event loop. */
export async function applyPatchInSlices(
  settings: Settings,
  patch: SettingsPatch,
  rules: SettingsRules,
): Promise<Settings> {
  const mapping = mappingOf(patch);
  return applyChecked(
    settings,
    patch,
    mapping && withLaws(await checkMappingInSlices(mapping.input, rules), rules),
  );
}

/** A mapping with the laws that it breaks as faults. Only a mapping without other faults has a meaning. */
function withLaws(checked: CheckedMapping, { laws }: SettingsRules): CheckedMapping {
  if (laws === undefined || checked.faults.length > 0) return checked;
  return { ...checked, faults: checkLaws(checked.mapping, laws) };
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
      faults.push(...legacyAttributeFaults(parsed.groupAttribute, changes));
      groupAttribute = parsed.groupAttribute;
    }
  }
  const updated = { ...settings, ...changes, mapping, groupAttribute };
  if (faults.length === 0 && updated.enhancedSync !== false && updated.mapping === null) {
    const message = 'is missing: enhanced sync without one would remove all grants';
    faults.push(createFault(['mapping'], { code: 'required', message }));
  }
  if (faults.length > 0) throw invalidSettings(faults);
  return withoutDefaults(updated);
}

/** What is wrong with the attribute that an older mapping names. */
function legacyAttributeFaults(legacy: string, { groupAttribute }: Partial<Settings>): Fault[] {
  const problem = groupAttributeProblems(legacy) as Problem | undefined;
  if (problem !== undefined) return [createFault(['mapping', LEGACY_GROUP_ATTRIBUTE], problem)];
  if (groupAttribute === undefined || groupAttribute === legacy) return [];
  const message = `is ${JSON.stringify(groupAttribute)}, but the mapping says "${legacy}": keep one of them`;
  return [createFault(['groupAttribute'], { code: 'conflict', message })];
}

/** A copy in which formats and providers that say nothing are missing, as in settings from before they existed. */
function withoutDefaults({ groupFormat, providers, ...settings }: Settings): Settings {
  const format = toPlain(groupFormat ?? {});
  const own = Object.entries(toPlain(providers ?? {})).filter(([, each]) => Object.keys(each).length > 0);
  return {
    ...settings,
    groupAttribute: toPlain(settings.groupAttribute),
    ...(Object.keys(format).length === 0 ? {} : { groupFormat: format }),
    ...(own.length === 0 ? {} : { providers: Object.fromEntries(own) }),
  };
}

/** A copy as JSON stores it: the app cannot change it, and what is undefined is missing. */
function toPlain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function withoutUndefined(patch: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

function invalidSettings(faults: readonly Fault[]): InvalidInputError {
  return new InvalidInputError('settings_invalid', 'The settings cannot be used', faults);
}
