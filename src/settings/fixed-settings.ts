import { ProvisioningError } from '../errors';
import type { MappingRules } from '../mapping/parse';
import { changedSettings, type SettingsPatch } from './check';
import { compiled } from './compiled';
import type { CompiledSettings } from './settings';
import { INITIAL_SETTINGS, type SettingsSource } from './settings-source';

/** The same settings for every tenant, from the app's code. */
export class FixedSettings implements SettingsSource {
  readonly #settings: CompiledSettings;

  constructor(patch: SettingsPatch, rules: MappingRules) {
    const initial = { ...INITIAL_SETTINGS, tenant: 'default', version: 1, fixed: true };
    this.#settings = compiled(changedSettings(initial, patch, rules));
  }

  known(tenant: string): CompiledSettings {
    return this.fromRow(tenant);
  }

  fromRow(tenant: string): CompiledSettings {
    return { ...this.#settings, tenant };
  }

  current(tenant: string): Promise<CompiledSettings> {
    return Promise.resolve(this.fromRow(tenant));
  }

  change(): Promise<never> {
    return Promise.reject(
      new ProvisioningError(
        'settings_fixed',
        'The settings come from the code of the app, so they cannot be changed here. ' +
          'Leave `settings` out of createProvisioning to keep them in the database.',
        { status: 409 },
      ),
    );
  }
}
