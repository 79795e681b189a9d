import { compileMapping, type CompiledMapping } from '../mapping/compile';
import type { Mapping } from '../mapping/mapping';

/**
 * - `true`: every sign-in brings the grants into line, and the product's own ways of changing them are blocked
 * - `'report-only'`: the changes are worked out and recorded, nothing is changed or blocked
 * - `false`: the identity provider's groups count only when a user is created
 */
export type EnhancedSync = boolean | 'report-only';

/** The settings of one tenant. */
export interface Settings {
  /** Whose they are. */
  tenant: string;
  /** Goes up by one with every change; 1 for settings that are fixed in code, 0 before the first change. */
  version: number;
  /**
   * Identifies these values: random, and new with every change, so that it is never reused where versions start again
   * (a tenant that was deleted and created anew, a restored backup). Empty for settings fixed in code and before the
   * first change. `jit.settings` returns it as a property that is not enumerable, since the version is what people read.
   */
  readonly revision?: string;
  /** Whether a sign-in creates the users who are not there yet. */
  justInTime: boolean;
  /** Works only together with `justInTime`. */
  enhancedSync: EnhancedSync;
  /** The attribute or claim under which the provider sends the groups, exactly. */
  groupAttribute: string;
  /** The group mapping in its current spelling; null before anybody has set one. */
  mapping: Mapping | null;
  /** Whether they come from the app's code, so that they cannot be changed at run time. */
  fixed: boolean;
}

/** The values of the settings, without tenant and version. */
export type SettingsValues = Pick<Settings, 'justInTime' | 'enhancedSync' | 'groupAttribute' | 'mapping'>;

export function toValues({ justInTime, enhancedSync, groupAttribute, mapping }: Settings): SettingsValues {
  return { justInTime, enhancedSync, groupAttribute, mapping };
}

/** What a tenant has before anybody has set anything. */
export const INITIAL_SETTINGS: Omit<Settings, 'tenant' | 'fixed'> = {
  version: 0,
  justInTime: false,
  enhancedSync: false,
  groupAttribute: 'groups',
  mapping: null,
};

/** One version of a tenant's settings: who made it, when, and what it says. */
export interface SettingsVersion {
  /** Counted from 1, without a gap. */
  version: number;
  /** When it was saved. */
  at: Date;
  /** Who saved it, as the change said. */
  actor: string;
  /** Which of the settings differ from the version before. */
  changed: readonly (keyof SettingsValues)[];
  /** All that it says, and not only what changed. */
  settings: SettingsValues;
}

/** Settings with their mapping as an index. */
export interface CompiledSettings extends Settings {
  readonly compiledMapping: CompiledMapping;
}

/** Settings whose mapping is an index. It is made once for each version. */
export function compileSettings(settings: Settings): CompiledSettings {
  return {
    ...settings,
    compiledMapping: settings.mapping === null ? EMPTY_MAPPING : compileMapping(settings.mapping),
  };
}

const EMPTY_MAPPING = compileMapping({ mappings: [] });

/** Whether the identity provider is the one source of truth for the tenant's grants. */
export function isSynced(settings: Settings): boolean {
  return settings.justInTime && settings.enhancedSync === true;
}

/** Whether sign-ins would take away other things after a change than before it. */
export function changesSync(before: Settings, after: Settings): boolean {
  const syncInput = ({ groupAttribute, mapping }: Settings) => JSON.stringify([groupAttribute, mapping]);
  return isSynced(after) && (!isSynced(before) || syncInput(before) !== syncInput(after));
}
