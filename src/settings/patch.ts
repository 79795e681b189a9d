import { InvalidInputError, type Fault } from '../errors';
import { MappingError } from '../mapping/errors';
import type { Mapping } from '../mapping/mapping';
import { describeType, nameProblem } from '../validation/text';
import { didYouMean, closest } from '../validation/suggest';
import { isJsonObject } from '../validation/json';
import { parseMapping } from '../mapping/parse';
import type { MappingRules } from '../mapping/unknown-names';
import type { EnhancedSync, Settings } from './settings';

/** What of the settings can be given: in code, or as a change at run time. What is left out stays as it is. */
export interface SettingsPatch {
  /** Whether a sign-in creates the users who are not there yet. */
  justInTime?: boolean;
  /** Works only together with `justInTime`. */
  enhancedSync?: EnhancedSync;
  /** The attribute or claim under which the provider sends the groups, exactly. */
  groupAttribute?: string;
  /** The group mapping; older spellings are read too. */
  mapping?: Mapping | object | null;
}

const PATCH_KEYS = ['justInTime', 'enhancedSync', 'groupAttribute', 'mapping'];

/**
 * The settings after a change, with the mapping in its current spelling.
 *
 * @throws {MappingError} when the mapping has faults
 * @throws {InvalidInputError} `settings_invalid`
 */
export function applyPatch(settings: Settings, patch: SettingsPatch, rules: MappingRules): Settings {
  const input: unknown = patch;
  if (!isJsonObject(input)) {
    throw invalidSettings([
      { path: '', message: `must be an object with ${PATCH_KEYS.join(', ')}, not ${describeType(input)}` },
    ]);
  }
  const faults = patchFaults(patch);
  let { mapping, groupAttribute } = { ...settings, ...withoutUndefined(patch) };
  if (patch.mapping !== undefined && patch.mapping !== null) {
    let parsed;
    try {
      parsed = parseMapping(patch.mapping, rules);
    } catch (error) {
      if (!(error instanceof MappingError) || faults.length === 0) throw error;
      throw invalidSettings([
        ...faults,
        ...error.faults.map(({ path, message }) => ({ path: prefixPath(path), message })),
      ]);
    }
    mapping = parsed.mapping;
    if (parsed.groupAttribute !== undefined) {
      if (patch.groupAttribute !== undefined && patch.groupAttribute !== parsed.groupAttribute) {
        const message = `is "${patch.groupAttribute}", but the mapping says "${parsed.groupAttribute}": keep one of them`;
        faults.push({ path: 'groupAttribute', message });
      }
      groupAttribute = parsed.groupAttribute;
    }
  }
  const updated = { ...settings, ...withoutUndefined(patch), mapping, groupAttribute };
  if (faults.length === 0 && updated.enhancedSync !== false && updated.mapping === null) {
    faults.push({
      path: 'mapping',
      message: 'is missing: enhanced sync without one would take everything away',
    });
  }
  if (faults.length > 0) throw invalidSettings(faults);
  return updated;
}

function patchFaults(patch: SettingsPatch): Fault[] {
  const faults: Fault[] = Object.keys(patch)
    .filter((key) => !PATCH_KEYS.includes(key))
    .map((key) => ({ path: key, message: `is no known setting${didYouMean(closest(key, PATCH_KEYS))}` }));
  const { justInTime, enhancedSync, groupAttribute } = patch;
  if (justInTime !== undefined && typeof justInTime !== 'boolean') {
    faults.push({ path: 'justInTime', message: 'must be true or false' });
  }
  if (enhancedSync !== undefined && typeof enhancedSync !== 'boolean' && enhancedSync !== 'report-only') {
    faults.push({ path: 'enhancedSync', message: 'must be true, false or "report-only"' });
  }
  const problem = groupAttribute === undefined ? undefined : nameProblem(groupAttribute, 255);
  if (problem !== undefined) faults.push({ path: 'groupAttribute', message: problem });
  return faults;
}

function withoutUndefined(patch: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(
    PATCH_KEYS.flatMap((key) => {
      const value = patch[key as keyof SettingsPatch];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function prefixPath(path: string): string {
  return path === '' ? 'mapping' : `mapping.${path}`;
}

function invalidSettings(faults: readonly Fault[]): InvalidInputError {
  return new InvalidInputError('settings_invalid', 'The settings cannot be used', faults);
}
