import { InvalidInputError, type Fault } from '../errors';
import type { Events } from '../events';
import { nameProblem } from '../validation/text';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import type { SettingsPatch } from '../settings/patch';
import type { Settings, SettingsVersion } from '../settings/settings';
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
  /** Who restores it, for the audit log and the history; at most 320 characters. */
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
   * @throws {SettingsConflictError} `settings_conflict`, with what was changed meanwhile
   * @throws {ConfirmationRequiredError} `confirmation_required`, when enhanced sync would lock people out
   * @throws {MappingError} `mapping_invalid`, with every fault, a missing team or case group among them
   * @throws {ProvisioningError} `settings_fixed`, `settings_invalid`, `tenant_invalid`
   */
  update(patch: SettingsPatch, options: SettingsChangeOptions): Promise<Settings>;
  /**
   * The versions that a tenant's settings had, the newest first; none for settings that are fixed in code.
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
    options: SettingsChangeOptions | undefined,
    action: (tenant: string, change: SettingsChange) => Promise<Settings>,
    versionPath: 'version' | 'expectedVersion' = 'version',
  ): Promise<Settings> {
    const {
      tenant: requestedTenant = DEFAULT_TENANT,
      version,
      actor,
      confirm,
    } = options ?? ({} as SettingsChangeOptions);
    const tenant = checkTenant(requestedTenant);
    if (!isVersionNumber(version)) {
      const message = 'must be the version that was read: (await jit.settings.get()).version';
      throw invalidSettings({ path: versionPath, message });
    }
    checkActorAndConfirm(actor, confirm);
    const settings = toPublic(await action(tenant, { version, actor, confirm }));
    events.emit('settings', { tenant, actor, settings });
    return settings;
  }

  return {
    async get(tenant = DEFAULT_TENANT) {
      return toPublic(await source.load(checkTenant(tenant)));
    },
    update: (patch, options) =>
      applyChange(options, (tenant, settingsChange) => source.update(tenant, patch, settingsChange)),
    async history(options = {}) {
      // A tenant's name instead of the options must not yield the versions of the default tenant.
      if (typeof options !== 'object' || options === null)
        throw invalidSettings({ path: '', message: 'must be an object with tenant, before, limit' });
      const { tenant = DEFAULT_TENANT, before, limit } = options;
      for (const [path, value] of Object.entries({ before, limit })) {
        if (value !== undefined && !isVersionNumber(value))
          throw invalidSettings({ path, message: 'must be a whole number' });
      }
      return source.history(checkTenant(tenant), { before, limit: Math.min(limit ?? 20, 100) });
    },
    rollback(options) {
      const { version, expectedVersion, ...change } = options ?? ({} as SettingsRollbackOptions);
      return applyChange(
        { ...change, version: expectedVersion },
        (tenant, settingsChange) => {
          if (!isVersionNumber(version))
            throw invalidSettings({ path: 'version', message: 'must be the version to restore' });
          return source.rollback(tenant, version, settingsChange);
        },
        'expectedVersion',
      );
    },
  };
}

function checkActorAndConfirm(actor: unknown, confirm: unknown): void {
  // A reader of the history must find out whom to ask.
  const problem = nameProblem(actor, 320);
  if (problem !== undefined) throw invalidSettings({ path: 'actor', message: problem });
  if (confirm !== undefined && !Array.isArray(confirm)) {
    throw invalidSettings({ path: 'confirm', message: 'must be a list of the codes of dangers' });
  }
}

function isVersionNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function invalidSettings(fault: Fault): InvalidInputError {
  return new InvalidInputError('settings_invalid', 'The settings cannot be changed', [fault]);
}

function toPublic(settings: Settings): Settings {
  const { tenant, version, justInTime, enhancedSync, groupAttribute, mapping, fixed } = settings;
  return { tenant, version, justInTime, enhancedSync, groupAttribute, mapping, fixed };
}
