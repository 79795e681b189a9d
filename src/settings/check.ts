import { InvalidInputError, MappingError, type Fault } from '../errors';
import { kindOf, nameProblem, type Mapping } from '../mapping/document';
import { didYouMean, nearest } from '../mapping/nearest';
import { isJsonObject } from '../mapping/older-spellings';
import { parseMapping } from '../mapping/parse';
import type { MappingRules } from '../mapping/undeclared';
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

const KEYS = ['justInTime', 'enhancedSync', 'groupAttribute', 'mapping'];

/**
 * The settings after a change, with the mapping in its current spelling.
 *
 * @throws {MappingError} when the mapping has faults
 * @throws {InvalidInputError} `settings_invalid`
 */
export function changedSettings(settings: Settings, patch: SettingsPatch, rules: MappingRules): Settings {
  const input: unknown = patch;
  if (!isJsonObject(input)) {
    throw invalid([{ path: '', message: `must be an object with ${KEYS.join(', ')}, not ${kindOf(input)}` }]);
  }
  const faults = patchFaults(patch);
  let { mapping, groupAttribute } = { ...settings, ...defined(patch) };
  if (patch.mapping !== undefined && patch.mapping !== null) {
    let parsed;
    try {
      parsed = parseMapping(patch.mapping, rules);
    } catch (error) {
      if (!(error instanceof MappingError) || faults.length === 0) throw error;
      throw invalid([
        ...faults,
        ...error.faults.map(({ path, message }) => ({ path: inMapping(path), message })),
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
  const changed = { ...settings, ...defined(patch), mapping, groupAttribute };
  if (faults.length === 0 && changed.enhancedSync !== false && changed.mapping === null) {
    faults.push({
      path: 'mapping',
      message: 'is missing: enhanced sync without one would take everything away',
    });
  }
  if (faults.length > 0) throw invalid(faults);
  return changed;
}

function patchFaults(patch: SettingsPatch): Fault[] {
  const faults: Fault[] = Object.keys(patch)
    .filter((key) => !KEYS.includes(key))
    .map((key) => ({ path: key, message: `is no known setting${didYouMean(nearest(key, KEYS))}` }));
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

function defined(patch: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(
    KEYS.flatMap((key) => {
      const value = patch[key as keyof SettingsPatch];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function inMapping(path: string): string {
  return path === '' ? 'mapping' : `mapping.${path}`;
}

function invalid(faults: readonly Fault[]): InvalidInputError {
  return new InvalidInputError('settings_invalid', 'The settings cannot be used', faults);
}
