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
   * @throws {ConfirmationNeededError} `confirmation_needed`, when enhanced sync would lock people out
   * @throws {MappingError} `mapping_invalid`, with every fault, a missing team or case group among them
   * @throws {ProvisioningError} `settings_fixed`, `settings_invalid`, `tenant_invalid`
   */
  update(patch: SettingsPatch, options: SettingsChangeOptions): Promise<Settings>;
  /**
   * The versions that a tenant's settings had, the newest first; none for settings that are fixed in code.
   *
   * @param page.before only versions older than this one: for the next page, that of the last item
   * @param page.limit at most 100; 20 by default
   */
  history(tenant?: string, page?: { before?: number; limit?: number }): Promise<SettingsVersion[]>;
  /**
   * Goes back to what an older version said: it becomes the newest one. 0 is what there was before any.
   *
   * @throws {ProvisioningError} `settings_version_unknown`, and all that `update` throws
   */
  rollback(options: SettingsChangeOptions & { to: number }): Promise<Settings>;
}

export function createSettingsApi(source: SettingsSource, events: Events): SettingsApi {
  async function change(
    options: SettingsChangeOptions | undefined,
    action: (tenant: string, change: SettingsChange) => Promise<Settings>,
  ): Promise<Settings> {
    const {
      tenant: requestedTenant = DEFAULT_TENANT,
      version,
      actor,
      confirm,
    } = options ?? ({} as SettingsChangeOptions);
    const tenant = checkTenant(requestedTenant);
    checkChange(version, actor, confirm);
    const settings = toPublic(await action(tenant, { version, actor, confirm }));
    events.emit('settings', { tenant, actor, settings });
    return settings;
  }

  return {
    async get(tenant = DEFAULT_TENANT) {
      return toPublic(await source.load(checkTenant(tenant)));
    },
    update: (patch, options) =>
      change(options, (tenant, settingsChange) => source.update(tenant, patch, settingsChange)),
    async history(tenant = DEFAULT_TENANT, { before, limit } = {}) {
      for (const [path, value] of Object.entries({ before, limit })) {
        if (value !== undefined && !isVersionNumber(value))
          throw invalidSettings({ path, message: 'must be a whole number' });
      }
      return source.history(checkTenant(tenant), { before, limit: Math.min(limit ?? 20, 100) });
    },
    rollback(options) {
      const to = options?.to;
      return change(options, (tenant, settingsChange) => {
        if (!isVersionNumber(to))
          throw invalidSettings({ path: 'to', message: 'must be the version to go back to' });
        return source.rollback(tenant, to, settingsChange);
      });
    },
  };
}

function checkChange(version: unknown, actor: unknown, confirm: unknown): void {
  if (!isVersionNumber(version)) {
    const message = 'must be the version that was read: (await jit.settings.get()).version';
    throw invalidSettings({ path: 'version', message });
  }
  // Whoever reads the history must find out whom to ask.
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
