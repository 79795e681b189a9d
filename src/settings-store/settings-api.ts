import type { Events } from '../events';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import type { SettingsPatch } from '../settings/patch';
import type { Settings, SettingsVersion } from '../settings/settings';
import { ChangeInput, HistoryInput, RollbackInput, validateChange } from './change-input';
import type { SettingsChange, SettingsSource } from './settings-source';

/** Who changes which tenant's settings, and which version of them they have seen. */
export interface SettingsChangeOptions extends SettingsChange {
  /** @default 'default' */
  tenant?: string;
}

/** Which version of a tenant's settings becomes the newest one again, and who restores it. */
export interface SettingsRollbackOptions {
  /** @default 'default' */
  tenant?: string;
  /** The version to restore; 0 is the state before the first change. */
  version: number;
  /** The version that was read; if it is not the current one, nothing is changed. */
  expectedVersion: number;
  /** The revision that was read; if it is given and not the current one, nothing is changed. */
  revision?: string | undefined;
  /** Who restores it, for the audit log and the history: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
  /** Codes of the dangers that are meant: `takes_last_owner`, `empties_everybody`. */
  confirm?: readonly string[] | undefined;
}

/** A page of a tenant's settings versions. */
export interface SettingsHistoryOptions {
  /** @default 'default' */
  tenant?: string;
  /** Only versions older than this one: for the next page, that of the last item. */
  before?: number | undefined;
  /**
   * How many versions; at most 100.
   *
   * @default 20
   */
  limit?: number | undefined;
}

/** Reads and changes settings. Those that are fixed in code are read the same way. */
export interface SettingsApi {
  /**
   * The settings that are in force, read from the database at every call.
   *
   * @throws {ProvisioningError} `tenant_invalid`
   */
  get(tenant?: string): Promise<Settings>;
  /**
   * Changes the settings, all of it or nothing. Sign-ins on every instance go by it from then on. What the patch leaves out
   * stays as it is.
   *
   * @param options.version the version that was read; if it is not the current one, nothing is changed
   * @param options.confirm codes of the dangers that are meant: `takes_last_owner`, `empties_everybody`
   * @throws {SettingsConflictError} `settings_conflict`, with the changes since that version
   * @throws {ConfirmationRequiredError} `confirmation_required`, when enhanced sync would lock people out
   * @throws {MappingError} `mapping_invalid`, with every fault, a missing team or case group among them
   * @throws {ProvisioningError} `settings_fixed`, `settings_invalid`, `tenant_invalid`
   */
  update(patch: SettingsPatch, options: SettingsChangeOptions): Promise<Settings>;
  /**
   * The versions that a tenant's settings had, the newest first; none for settings that are fixed in code. A page ends
   * before `limit` with the version that brings it over 1 MB: there are more, unless the last one is version 1.
   *
   * @throws {ProvisioningError} `settings_invalid`, `tenant_invalid`
   */
  history(options?: SettingsHistoryOptions): Promise<SettingsVersion[]>;
  /**
   * Restores an older version: a new version with its values becomes the newest one.
   *
   * @throws {ProvisioningError} `settings_version_not_found`, and all that `update` throws
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
      // A tenant's name instead of the options must not yield the versions of the default tenant.
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
  const { tenant, version, justInTime, enhancedSync, groupAttribute, mapping, fixed } = settings;
  const publicSettings = { tenant, version, justInTime, enhancedSync, groupAttribute, mapping, fixed };
  return Object.defineProperty(publicSettings, 'revision', { value: settings.revision ?? '' });
}
