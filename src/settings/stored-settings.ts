import { LRUCache } from 'lru-cache';
import type { DataSource, EntityManager } from 'typeorm';
import type { Recorder } from '../audit/recorder';
import type { EntitySet } from '../entities/define-entities';
import type { SettingsBase } from '../entities/settings';
import { ConfirmationNeededError, ProvisioningError, SettingsConflictError } from '../errors';
import type { MappingRules } from '../mapping/undeclared';
import type { Danger } from '../preview/dangers';
import type { SettingsRow } from '../store/reader';
import { inTransaction } from '../store/transaction';
import { changedSettings, type SettingsPatch } from './check';
import { compiled } from './compiled';
import { SettingsHistory, type HistoryPage, type SettingsVersion } from './history';
import { knownTeams } from './known-teams';
import { saveSettings, StaleVersion } from './save-settings';
import { syncsOtherwise, type CompiledSettings, type Settings } from './settings';
import { INITIAL_SETTINGS, type SettingsChange, type SettingsSource } from './settings-source';

/**
 * The settings in the database, versioned. Every read asks the database for the version; only the index of the mapping
 * is kept in memory, for the tenants seen last. So every instance of the app sees a change at once.
 */
export class StoredSettings implements SettingsSource {
  readonly #history: SettingsHistory;
  readonly #known = new LRUCache<string, CompiledSettings>({ max: 1000 });

  constructor(
    private readonly dataSource: DataSource,
    private readonly entities: EntitySet,
    private readonly recorder: Recorder,
    private readonly rules: MappingRules & { createMissingTeams: boolean },
    private readonly dangersOf: (
      settings: CompiledSettings,
      confirmed: readonly string[],
    ) => Promise<readonly Danger[]>,
  ) {
    this.#history = new SettingsHistory(entities);
  }

  known(tenant: string): CompiledSettings | undefined {
    return this.#known.get(tenant);
  }

  fromRow(tenant: string, row: SettingsRow | null, known: CompiledSettings | undefined): CompiledSettings {
    if (row === null) return compiled({ ...INITIAL_SETTINGS, tenant, fixed: false });
    // The row has no mapping then: the statement was told which version is known.
    if (known?.version === row.version) return known;
    const mapping = typeof row.mapping === 'string' ? (JSON.parse(row.mapping) as unknown) : row.mapping;
    return this.#remember({
      tenant,
      version: row.version,
      justInTime: Boolean(row.justInTime),
      enhancedSync: row.enhancedSync === 'report-only' ? 'report-only' : row.enhancedSync === 'on',
      groupAttribute: row.groupAttribute,
      mapping: (mapping ?? null) as Settings['mapping'],
      fixed: false,
    });
  }

  async current(tenant: string, manager: EntityManager = this.dataSource.manager): Promise<CompiledSettings> {
    const row = await manager.findOneBy(this.entities.Settings, { tenant });
    if (row === null) return this.fromRow(tenant, null, undefined);
    const known = this.#known.get(tenant);
    return known?.version === row.version ? known : this.#remember(settingsOf(row));
  }

  history(tenant: string, page: HistoryPage): Promise<SettingsVersion[]> {
    return this.#history.list(this.dataSource.manager, tenant, page);
  }

  async changed(tenant: string, patch: SettingsPatch): Promise<CompiledSettings> {
    return compiled(changedSettings(await this.current(tenant), patch, await this.#rulesFor(tenant, patch)));
  }

  async change(tenant: string, patch: SettingsPatch, change: SettingsChange): Promise<Settings> {
    return this.#replace(tenant, change, async (before) =>
      changedSettings(before, patch, await this.#rulesFor(tenant, patch)),
    );
  }

  async rollback(tenant: string, to: number, change: SettingsChange): Promise<Settings> {
    const content = await this.#history.content(this.dataSource.manager, tenant, to);
    if (content === undefined) {
      throw new ProvisioningError(
        'settings_version_unknown',
        `There is no version ${to} of the settings of tenant "${tenant}"; see jit.settings.history().`,
        { status: 404 },
      );
    }
    // Teams that went since then are no reason to stay with what somebody is running from: sign-ins leave them out.
    const next = (before: Settings) => changedSettings(before, content, this.rules);
    return this.#replace(tenant, change, next, { rolledBackTo: to });
  }

  async #replace(
    tenant: string,
    { version, actor, confirm = [] }: SettingsChange,
    next: (before: Settings) => Settings | Promise<Settings>,
    more: { rolledBackTo?: number } = {},
  ): Promise<Settings> {
    const { compiled: _, ...before } = await this.current(tenant);
    if (before.version !== version) throw await this.#conflict(tenant, version);
    const after = { ...(await next(before)), version: version + 1 };
    const dangers = syncsOtherwise(before, after) ? await this.dangersOf(compiled(after), confirm) : [];
    if (dangers.length > 0) throw new ConfirmationNeededError(dangers);
    try {
      await inTransaction(this.dataSource, tenant, async (manager) => {
        const at = new Date();
        await saveSettings(manager, this.entities, after, at);
        await this.#history.add(manager, after, actor, at);
        const details = { version: after.version, before, after, ...more };
        await this.recorder.record(manager, at, [{ type: 'settings', tenant, actor, details }]);
      });
    } catch (error) {
      throw error instanceof StaleVersion ? await this.#conflict(tenant, version) : error;
    }
    return this.#remember(after);
  }

  async #conflict(tenant: string, expected: number): Promise<SettingsConflictError> {
    const { version } = await this.current(tenant);
    const changes = await this.history(tenant, { after: expected, before: version + 1 });
    return new SettingsConflictError(tenant, expected, version, changes);
  }

  /** Only a mapping that is new has to name what there is: a team that went since then keeps nobody from the switches. */
  async #rulesFor(tenant: string, patch: SettingsPatch): Promise<MappingRules> {
    if (this.rules.createMissingTeams || !patch?.mapping) return this.rules;
    return { ...this.rules, teams: await knownTeams(this.dataSource.manager, this.entities, tenant) };
  }

  #remember(settings: Settings): CompiledSettings {
    const remembered = compiled(settings);
    this.#known.set(settings.tenant, remembered);
    return remembered;
  }
}

function settingsOf(row: SettingsBase): Settings {
  const { tenant, version, justInTime, enhancedSync, groupAttribute, mapping } = row;
  return { tenant, version, justInTime, enhancedSync, groupAttribute, mapping, fixed: false };
}
