import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { AuditLog } from '../audit/audit-log';
import type { EntitySet } from '../entities/define-entities';
import type { SettingsBase } from '../entities/settings';
import { ProvisioningError } from '../errors';
import { ConfirmationRequiredError, SettingsConflictError, type Danger } from '../settings/errors';
import type { Database } from '../database/database';
import { readRows } from '../database/read-rows';
import type { SettingsRow } from '../store/user-reader';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import { runInSlices } from '../validation/time-slice';
import { applyPatchInSlices, type SettingsPatch, type SettingsRules } from '../settings/patch';
import { SettingsVersions, type HistoryPage, saveSettings, StaleVersionError } from './versions';
import { fromGroupColumns, type StoredGroupSources } from '../settings/group-sources';
import { TenantTeams } from '../store/tenant-teams';
import {
  changesSync,
  type CompiledSettings,
  type Settings,
  compileSettings,
  compileSettingsInSlices,
  type SettingsVersion,
  INITIAL_SETTINGS,
} from '../settings/settings';
import { changeDetails } from './audit-details';
import { isRevision, SettingsCache } from './settings-cache';
import type { SettingsChange, SettingsSource } from './settings-source';

/**
 * The settings in the database, versioned. Every read compares the version in the database, and only the index of the
 * mapping is kept in memory, for the tenants that were used last. Every instance of the app sees a change at once.
 */
export class StoredSettings implements SettingsSource {
  readonly #database: Database;
  readonly #entities: EntitySet;
  readonly #auditLog: AuditLog;
  readonly #rules: SettingsRules & { createMissingTeams: boolean };
  readonly #findDangers: (
    settings: CompiledSettings,
    confirmed: readonly string[],
  ) => Promise<readonly Danger[]>;
  readonly #versions: SettingsVersions;
  readonly #cache = new SettingsCache();

  constructor(
    { database, entities, auditLog }: { database: Database; entities: EntitySet; auditLog: AuditLog },
    rules: SettingsRules & { createMissingTeams: boolean },
    findDangers: (settings: CompiledSettings, confirmed: readonly string[]) => Promise<readonly Danger[]>,
  ) {
    this.#database = database;
    this.#entities = entities;
    this.#auditLog = auditLog;
    this.#rules = rules;
    this.#findDangers = findDangers;
    this.#versions = new SettingsVersions(entities);
  }

  cached(tenant: string): CompiledSettings | undefined {
    return this.#cache.get(tenant);
  }

  fromRow(tenant: string, row: SettingsRow | null, cached: CompiledSettings | undefined): CompiledSettings {
    if (row === null) return compileSettings({ ...INITIAL_SETTINGS, tenant, fixed: false });
    // The statement leaves out the documents of a revision that is cached.
    if (cached !== undefined && isRevision(cached, row)) return cached;
    // If several sign-ins read the same row, the first one compiles it.
    const compiled = this.#cache.find(tenant, row);
    if (compiled !== undefined) return compiled;
    return this.#cache.compile({
      tenant,
      version: row.version,
      revision: row.revision,
      justInTime: Boolean(row.justInTime),
      enhancedSync: row.enhancedSync === 'report-only' ? 'report-only' : row.enhancedSync === 'on',
      ...fromGroupColumns({
        groupAttribute: row.groupAttribute,
        groupSources: parseJson(row.groupSources) as StoredGroupSources | null,
      }),
      mapping: parseJson(row.mapping) as Settings['mapping'],
      fixed: false,
    });
  }

  load(tenant: string, transaction?: EntityManager): Promise<CompiledSettings> {
    if (transaction !== undefined) return this.#load(tenant, transaction, { share: false });
    const share = !this.#database.dialect.singleConnection;
    return this.#database.read(tenant, (pool) => this.#load(tenant, pool, { share }));
  }

  history(tenant: string, page: HistoryPage): Promise<SettingsVersion[]> {
    return this.#database.read(tenant, (manager) => this.#versions.list(manager, tenant, page));
  }

  async validate(tenant: string, patch: SettingsPatch): Promise<CompiledSettings> {
    const rules = await this.#rulesFor(tenant, patch);
    const current = await this.load(tenant);
    return compileChanged(current, await applyPatchInSlices(current, patch, rules));
  }

  async update(tenant: string, patch: SettingsPatch, change: SettingsChange): Promise<Settings> {
    return this.#replace(tenant, change, async (before) =>
      applyPatchInSlices(before, patch, await this.#rulesFor(tenant, patch)),
    );
  }

  async rollback(tenant: string, version: number, change: SettingsChange): Promise<Settings> {
    const values = await this.#database.read(tenant, (manager) =>
      this.#versions.loadValues(manager, tenant, version),
    );
    if (values === undefined) {
      throw new ProvisioningError(
        'settings_version_not_found',
        `There is no version ${version} of the settings of tenant "${tenant}"; see jit.settings.history().`,
        { status: 404 },
      );
    }
    // A team that was deleted since must not prevent a rollback: sign-ins skip it.
    const patch = { groupFormat: {}, providers: {}, ...values };
    const applyChange = (before: Settings) => applyPatchInSlices(before, patch, this.#rules);
    return this.#replace(tenant, change, applyChange, { rolledBackTo: version });
  }

  async #replace(
    tenant: string,
    { version, revision, actor, confirm = [] }: SettingsChange,
    applyChange: (before: Settings) => Settings | Promise<Settings>,
    extraDetails: { rolledBackTo?: number } = {},
  ): Promise<Settings> {
    const current = await this.load(tenant);
    const { compiledMapping: _, ...before } = current;
    if (before.version !== version || (revision !== undefined && (before.revision ?? '') !== revision))
      throw await this.#conflictError(tenant, version);
    const after = { ...(await applyChange(before)), version: version + 1, revision: randomUUID() };
    const compiled = await compileChanged(current, after);
    const dangers = changesSync(before, after) ? await this.#findDangers(compiled, confirm) : [];
    if (dangers.length > 0) throw new ConfirmationRequiredError(dangers);
    // Before the transaction, which holds a connection and locks.
    const details = await runInSlices(changeDetails(before, after, extraDetails));
    try {
      // SQLite does not wait for a transaction of another instance that has read before it writes.
      await retryOnConflict(this.#database, () =>
        runInTransaction(this.#database, tenant, async (manager) => {
          const at = new Date();
          await saveSettings(
            manager,
            { database: this.#database, entities: this.#entities },
            { before, after },
            at,
          );
          await this.#versions.save(manager, after, actor, at);
          await this.#auditLog.record(manager, at, [{ type: 'settings', tenant, actor, details }]);
        }),
      );
    } catch (error) {
      throw error instanceof StaleVersionError ? await this.#conflictError(tenant, version) : error;
    }
    return this.#cache.add(compiled);
  }

  async #conflictError(tenant: string, expected: number): Promise<SettingsConflictError> {
    const { version } = await this.load(tenant);
    const changes = await this.history(tenant, { after: expected, before: version + 1 });
    return new SettingsConflictError(tenant, expected, version, changes);
  }

  /** Check team names only if the mapping changes: a team that was deleted since must not block switching sync off. */
  async #rulesFor(tenant: string, patch: SettingsPatch): Promise<SettingsRules> {
    if (this.#rules.createMissingTeams || !patch?.mapping) return this.#rules;
    const { names: teams } = await this.#database.read(tenant, (manager) =>
      TenantTeams.load(manager, this.#entities, tenant),
    );
    return { ...this.#rules, teams };
  }

  /**
   * A guard loads settings at each request, so the mapping is read only if its revision is not cached.
   *
   * @param options.share whether concurrent calls share one load: not in a transaction, and not if a transaction has
   *   the only connection
   */
  async #load(
    tenant: string,
    manager: EntityManager,
    { share }: { share: boolean },
  ): Promise<CompiledSettings> {
    const { Settings: Entity } = this.#entities;
    const where = { tenant };
    const [current] = await readRows(manager, Entity, { properties: ['version', 'revision'], where });
    if (current === undefined) return this.fromRow(tenant, null, undefined);
    const loadRow = async () => {
      const [row] = await readRows(manager, Entity, { properties: SETTINGS_PROPERTIES, where });
      return row === undefined ? this.fromRow(tenant, null, undefined) : this.#cache.compile(toSettings(row));
    };
    return (
      this.#cache.find(tenant, current) ?? (share ? this.#cache.load(tenant, current, loadRow) : loadRow())
    );
  }
}

/** Compiles the mapping, unless the change kept it. */
function compileChanged(before: CompiledSettings, after: Settings): Promise<CompiledSettings> {
  if (after.mapping !== before.mapping) return compileSettingsInSlices(after);
  return Promise.resolve({ ...after, compiledMapping: before.compiledMapping });
}

const SETTINGS_PROPERTIES = [
  'tenant',
  'version',
  'revision',
  'justInTime',
  'enhancedSync',
  'groupAttribute',
  'groupSources',
  'mapping',
] as const;

function toSettings(row: Pick<SettingsBase, (typeof SETTINGS_PROPERTIES)[number]>): Settings {
  const { tenant, version, revision, justInTime, enhancedSync, mapping } = row;
  return {
    ...{ tenant, version, revision, justInTime, enhancedSync },
    ...fromGroupColumns(row),
    mapping,
    fixed: false,
  };
}

/** A document of a statement that is written by hand: some drivers parse it. */
function parseJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : (value ?? null);
}
