import { compileMapping, compileSteps, type CompiledMapping } from '../mapping/compile';
import type { GroupFormat } from '../identity/group-format';
import type { GroupAttribute } from '../identity/group-source';
import type { Mapping } from '../mapping/mapping';
import { runInSlices } from '../validation/time-slice';
import { changesGroupSources, type ProviderSettings } from './group-sources';

/**
 * - `true`: every sign-in updates the grants, and the product's own ways to change them are blocked
 * - `'report-only'`: every sign-in computes and audits the changes, but nothing is changed or blocked
 * - `false`: the groups count only when a user is created
 */
export type EnhancedSync = boolean | 'report-only';

/** The settings of one tenant. */
export interface Settings {
  /** The tenant that the settings belong to. */
  tenant: string;
  /**
   * The number of the version. It grows by one with every change; 1 for settings that are fixed in code, 0 before the
   * first change.
   */
  version: number;
  /**
   * Identifies these values: random, and new with every change, so that it is never reused if versions start again (a
   * tenant that was deleted and created anew, a restored backup). Empty for settings fixed in code and before the first
   * change. `jit.settings` returns it as a property that is not enumerable, because people read the version.
   */
  readonly revision?: string;
  /** Whether a sign-in creates users who do not exist yet. */
  justInTime: boolean;
  /** Whether every sign-in updates the grants. Works only together with `justInTime`. */
  enhancedSync: EnhancedSync;
  /** Where the provider sends the groups: the name of an attribute or claim, a JSON Pointer, or a list of these. */
  groupAttribute: GroupAttribute;
  /** In which form the groups come; missing if each value is one group. */
  groupFormat?: GroupFormat;
  /** What differs at single providers, by their ids; missing if nothing does. */
  providers?: Readonly<Record<string, ProviderSettings>>;
  /** The group mapping in its current spelling; null until one is set. */
  mapping: Mapping | null;
  /** Whether the settings come from the app's code and cannot be changed at run time. */
  fixed: boolean;
}

/** The values of the settings, without tenant and version. */
export type SettingsValues = Pick<Settings, (typeof SETTINGS_VALUES)[number]>;

/** The names of all values, in the order in which they are shown. */
export const SETTINGS_VALUES = [
  'justInTime',
  'enhancedSync',
  'groupAttribute',
  'groupFormat',
  'providers',
  'mapping',
] as const;

export function toValues(settings: SettingsValues): SettingsValues {
  const { justInTime, enhancedSync, groupAttribute, groupFormat, providers, mapping } = settings;
  return {
    justInTime,
    enhancedSync,
    groupAttribute,
    ...(groupFormat === undefined ? {} : { groupFormat }),
    ...(providers === undefined ? {} : { providers }),
    mapping,
  };
}

/** The settings of a tenant before the first change. */
export const INITIAL_SETTINGS: Omit<Settings, 'tenant' | 'fixed'> = {
  version: 0,
  justInTime: false,
  enhancedSync: false,
  groupAttribute: 'groups',
  mapping: null,
};

/** One version of a tenant's settings: its author, time and values. */
export interface SettingsVersion {
  /** Counted from 1, without a gap. */
  version: number;
  /** The time when it was saved. */
  at: Date;
  /** The actor of the change. */
  actor: string;
  /** The settings that differ from the previous version. */
  changed: readonly (keyof SettingsValues)[];
  /** All values of this version, not only the changed ones. */
  settings: SettingsValues;
}

/** Settings whose mapping is compiled to an index. */
export interface CompiledSettings extends Settings {
  readonly compiledMapping: CompiledMapping;
}

/** Compiles the mapping of settings to an index. It runs once for each version. */
export function compileSettings(settings: Settings): CompiledSettings {
  return {
    ...settings,
    compiledMapping: settings.mapping === null ? EMPTY_MAPPING : compileMapping(settings.mapping),
  };
}

/** Like `compileSettings`, without blocking the event loop. */
export async function compileSettingsInSlices(settings: Settings): Promise<CompiledSettings> {
  const { mapping } = settings;
  const compiledMapping = mapping === null ? EMPTY_MAPPING : await runInSlices(compileSteps(mapping));
  return { ...settings, compiledMapping };
}

const EMPTY_MAPPING = compileMapping({ mappings: [] });

/** Whether the identity provider is the only source of the tenant's grants. */
export function isSynced(settings: Settings): boolean {
  return settings.justInTime && settings.enhancedSync === true;
}

/** Whether the change affects which grants sign-ins remove. */
export function changesSync(before: Settings, after: Settings): boolean {
  if (!isSynced(after)) return false;
  if (!isSynced(before) || changesGroupSources(before, after)) return true;
  return before.mapping !== after.mapping && JSON.stringify(before.mapping) !== JSON.stringify(after.mapping);
}
