import { ProvisioningError } from '../errors';
import { applyPatch, applyPatchInSlices, type SettingsPatch, type SettingsRules } from '../settings/patch';
import {
  type CompiledSettings,
  compileSettings,
  compileSettingsInSlices,
  INITIAL_SETTINGS,
} from '../settings/settings';
import type { SettingsSource } from './settings-source';

/** The same settings for every tenant, from the app's code. */
export class FixedSettings implements SettingsSource {
  readonly #rules: SettingsRules;
  readonly #settings: CompiledSettings;

  constructor(patch: SettingsPatch, rules: SettingsRules) {
    this.#rules = rules;
    const initial = { ...INITIAL_SETTINGS, tenant: 'default', version: 1, fixed: true };
    this.#settings = compileSettings(applyPatch(initial, patch, rules));
  }

  cached(tenant: string): CompiledSettings {
    return this.fromRow(tenant);
  }

  fromRow(tenant: string): CompiledSettings {
    return { ...this.#settings, tenant };
  }

  load(tenant: string): Promise<CompiledSettings> {
    return Promise.resolve(this.fromRow(tenant));
  }

  /** Nothing can be changed, but a preview of a change is possible. */
  async validate(tenant: string, patch: SettingsPatch): Promise<CompiledSettings> {
    return compileSettingsInSlices(await applyPatchInSlices(await this.load(tenant), patch, this.#rules));
  }

  update(): Promise<never> {
    return rejectFixed();
  }

  rollback(): Promise<never> {
    return rejectFixed();
  }

  history(): Promise<[]> {
    return Promise.resolve([]);
  }
}

function rejectFixed(): Promise<never> {
  return Promise.reject(
    new ProvisioningError(
      'settings_fixed',
      'The settings come from the code of the app, so they cannot be changed here. ' +
        'Leave `settings` out of createProvisioning to keep them in the database.',
      { status: 409 },
    ),
  );
}
