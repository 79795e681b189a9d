import type { Events } from '../events';
import { checkTenant, DEFAULT_TENANT } from '../tenant';
import type { SettingsPatch } from './check';
import type { Settings } from './settings';
import type { SettingsSource } from './settings-source';

/** Reads and changes settings. Those that are fixed in code are read the same way. */
export interface SettingsApi {
  get(tenant?: string): Promise<Settings>;
  /**
   * @param options.version the version that was read; if it is not the current one, nothing is changed
   * @throws {ProvisioningError} `settings_conflict`, `settings_fixed`, `settings_invalid`, `mapping_invalid`
   */
  update(
    patch: SettingsPatch,
    options: { tenant?: string; version: number; actor: string },
  ): Promise<Settings>;
}

export function settingsApi(source: SettingsSource, events: Events): SettingsApi {
  return {
    async get(tenant = DEFAULT_TENANT) {
      return withoutIndex(await source.current(checkTenant(tenant)));
    },
    async update(patch, { tenant: of = DEFAULT_TENANT, version, actor }) {
      const tenant = checkTenant(of);
      const settings = withoutIndex(await source.change(tenant, patch, { version, actor }));
      events.tell('settings', { tenant, actor, settings });
      return settings;
    },
  };
}

function withoutIndex(settings: Settings): Settings {
  const { tenant, version, justInTime, enhancedSync, groupAttribute, mapping, fixed } = settings;
  return { tenant, version, justInTime, enhancedSync, groupAttribute, mapping, fixed };
}
