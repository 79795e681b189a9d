import { ProvisioningError } from '../errors';
import type { MappingRules } from '../mapping/undeclared';
import { changedSettings, type SettingsPatch } from './check';
import { compiled } from './compiled';
import type { CompiledSettings } from './settings';
import { INITIAL_SETTINGS, type SettingsSource } from './settings-source';

/** The same settings for every tenant, from the app's code. */
export class FixedSettings implements SettingsSource {
  readonly #settings: CompiledSettings;

  constructor(
    patch: SettingsPatch,
    private readonly rules: MappingRules,
  ) {
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

  /** Nothing can be changed, but one may ask what would be. */
  async changed(tenant: string, patch: SettingsPatch): Promise<CompiledSettings> {
    return compiled(changedSettings(await this.current(tenant), patch, this.rules));
  }

  change(): Promise<never> {
    return refusal();
  }

  rollback(): Promise<never> {
    return refusal();
  }

  history(): Promise<[]> {
    return Promise.resolve([]);
  }
}

function refusal(): Promise<never> {
  return Promise.reject(
    new ProvisioningError(
      'settings_fixed',
      'The settings come from the code of the app, so they cannot be changed here. ' +
        'Leave `settings` out of createProvisioning to keep them in the database.',
      { status: 409 },
    ),
  );
}
