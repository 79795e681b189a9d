import type { Events } from '../events';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import type { SettingsPatch } from '../settings/patch';
import { toValues, type Settings, type SettingsVersion } from '../settings/settings';
import { ChangeInput, HistoryInput, RollbackInput, validateChange } from './change-input';
import type { SettingsChange, SettingsSource } from './settings-source';

/** The actor of a change of a tenant's settings, and the version that the actor has seen. */
export interface SettingsChangeOptions extends SettingsChange {
  /** @default 'default' */
  tenant?: string;
}

/** The version of a tenant's settings to restore as the newest version, and the actor. */
export interface SettingsRollbackOptions {
  /** @default 'default' */
  tenant?: string;
  /** The version to restore; 0 is the state before the first change. */
  version: number;
  /** The version that was read. If it is not the current one, nothing is changed. */
  expectedVersion: number;
  /**
   * The revision that was read. If it is not the current one, nothing is changed.
   *
   * @default not compared
   */
  revision?: string | undefined;
  /** The actor, for the audit log and the history: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
  /**
   * Codes of the accepted dangers: `takes_last_owner`, `empties_everybody`.
   *
   * @default []
   */
  confirm?: readonly string[] | undefined;
}

/** A page of a tenant's settings versions. */
export interface SettingsHistoryOptions {
  /** @default 'default' */
  tenant?: string;
  /**
   * Only versions older than this one. For the next page, pass the version of the last item.
   *
   * @default none: the newest versions
   */
  before?: number | undefined;
  /**
   * The number of versions; at most 100.
   *
   * @default 20
   */
  limit?: number | undefined;
}

/** Reads and changes the settings of a tenant. Settings that are fixed in code can only be read. */
export interface SettingsApi {
  /**
   * The current settings, read from the database at every call.
   *
   * @throws {ProvisioningError} `tenant_invalid`
   *
   * @example
   * ```ts
   * const { version, enhancedSync, mapping } = await jit.settings.get('acme');
   * ```
   */
  get(tenant?: string): Promise<Settings>;
  /**
   * Changes the settings: the whole patch or nothing. From then on, sign-ins on every instance use them. Settings that
   * the patch omits keep their values.
   *
   * @param options.version the version that was read; if it is not the current one, nothing is changed
   * @param options.confirm codes of the accepted dangers: `takes_last_owner`, `empties_everybody`
   * @throws {SettingsConflictError} `settings_conflict`, with the changes since that version
   * @throws {ConfirmationRequiredError} `confirmation_required`, if enhanced sync would lock users out
   * @throws {MappingError} `mapping_invalid`, with every fault, including a missing team or case group
   * @throws {ProvisioningError} `settings_fixed`, `settings_invalid`, `tenant_invalid`
   *
   * @example
   * ```ts
   * const { version } = await jit.settings.get('acme');
   * const change = { tenant: 'acme', version, actor: 'ada@example.com' };
   * await jit.settings.update({ justInTime: true, enhancedSync: true, mapping }, change);
   * ```
   */
  update(patch: SettingsPatch, options: SettingsChangeOptions): Promise<Settings>;
  /**
   * The versions of a tenant's settings, the newest first; empty for settings that are fixed in code. A page ends
   * before `limit` with the version that makes it larger than 1 MB: there are more versions, unless the last one is
   * version 1.
   *
   * @throws {ProvisioningError} `settings_invalid`, `tenant_invalid`
   *
   * @example
   * ```ts
   * for (const { version, actor, changed } of await jit.settings.history({ tenant: 'acme', limit: 10 })) {
   *   console.log(version, actor, changed);
   * }
   * ```
   */
  history(options?: SettingsHistoryOptions): Promise<SettingsVersion[]>;
  /**
   * Restores an older version: a new version with the same values becomes the newest one.
   *
   * @throws {ProvisioningError} `settings_version_not_found`, and the errors of `update`
   *
   * @example
   * ```ts
   * const { version } = await jit.settings.get('acme');
   * await jit.settings.rollback({
   *   tenant: 'acme',
   *   version: version - 1,
   *   expectedVersion: version,
   *   actor: 'ada@example.com',
   * });
   * ```
   */
  rollback(options: SettingsRollbackOptions): Promise<Settings>;
}

export function createSettingsApi(source: SettingsSource, events: Events): SettingsApi {
  async function applyChange(
    options: Pick<SettingsChangeOptions, 'tenant'>,
    change: SettingsChange,
    action: (tenant: string, change: SettingsChange) => Promise<Settings>,
  ): Promise<Settings> {
    const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
    const settings = toPublic(await action(tenant, change));
    events.emit('settings', { tenant, actor: change.actor, settings });
    return settings;
  }

  return {
    async get(tenant = DEFAULT_TENANT) {
      return toPublic(await source.load(checkTenant(tenant)));
    },
    async update(patch, options) {
      validateChange(ChangeInput, options ?? {});
      const { version, revision, actor, confirm } = options;
      return applyChange(options, { version, revision, actor, confirm }, (tenant, change) =>
        source.update(tenant, patch, change),
      );
    },
    async history(options = {}) {
      // The name of a tenant in place of the options must not return the versions of the default tenant.
      validateChange(HistoryInput, options);
      const { tenant = DEFAULT_TENANT, before, limit } = options;
      return source.history(checkTenant(tenant), { before, limit: Math.min(limit ?? 20, 100) });
    },
    async rollback(options) {
      validateChange(RollbackInput, options ?? {});
      const { version, expectedVersion, revision, actor, confirm } = options;
      return applyChange(options, { version: expectedVersion, revision, actor, confirm }, (tenant, change) =>
        source.rollback(tenant, version, change),
      );
    },
  };
}

function toPublic(settings: Settings): Settings {
  const { tenant, version, fixed } = settings;
  const publicSettings = { tenant, version, ...toValues(settings), fixed };
  return Object.defineProperty(publicSettings, 'revision', { value: settings.revision ?? '' });
}
