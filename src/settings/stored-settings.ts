import { LRUCache } from 'lru-cache';
import type { DataSource, EntityManager } from 'typeorm';
import type { Recorder } from '../audit/recorder';
import type { EntitySet } from '../entities/define-entities';
import type { SettingsBase } from '../entities/settings';
import { InvalidInputError, SettingsConflictError } from '../errors';
import type { MappingRules } from '../mapping/parse';
import { isConflict } from '../store/conflicts';
import type { SettingsRow } from '../store/reader';
import { inTransaction } from '../store/transaction';
import { changedSettings, type SettingsPatch } from './check';
import { compiled } from './compiled';
import { unknownTeams } from './unknown-teams';
import type { CompiledSettings, Settings } from './settings';
import { INITIAL_SETTINGS, type SettingsSource } from './settings-source';

/**
 * The settings in the database, versioned. Every read asks the database for the version; only the index of the mapping
 * is kept in memory, for the tenants seen last. So every instance of the app sees a change at once.
 */
export class StoredSettings implements SettingsSource {
  readonly #known = new LRUCache<string, CompiledSettings>({ max: 1000 });

  constructor(
    private readonly dataSource: DataSource,
    private readonly entities: EntitySet,
    private readonly recorder: Recorder,
    private readonly rules: MappingRules & { createMissingTeams: boolean },
  ) {}

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

  async change(tenant: string, patch: SettingsPatch, { version, actor }: { version: number; actor: string }) {
    const changed = await inTransaction(this.dataSource, async (manager) => {
      const row = await manager.findOneBy(this.entities.Settings, { tenant });
      const before = row === null ? { ...INITIAL_SETTINGS, tenant, fixed: false } : settingsOf(row);
      if (before.version !== version) throw new SettingsConflictError(tenant, version, before.version);
      const after = { ...changedSettings(before, patch, this.rules), version: version + 1 };
      await this.#checkTeams(manager, after);
      await this.#write(manager, after, version);
      await this.recorder.record(manager, new Date(), [
        { type: 'settings', tenant, actor, details: { version: after.version, before, after } },
      ]);
      return after;
    });
    return this.#remember(changed);
  }

  async #checkTeams(manager: EntityManager, { tenant, mapping }: Settings): Promise<void> {
    if (mapping === null || this.rules.createMissingTeams) return;
    const faults = await unknownTeams(manager, this.entities, tenant, mapping);
    if (faults.length > 0) {
      throw new InvalidInputError(
        'mapping_invalid',
        'The group mapping names teams that are not there',
        faults,
      );
    }
  }

  /** Writes only over the version that was read, so that of two changes at the same moment one is refused. */
  async #write(manager: EntityManager, settings: Settings, expectedVersion: number): Promise<void> {
    const { tenant, version, justInTime, enhancedSync, groupAttribute, mapping } = settings;
    const row = { version, justInTime, enhancedSync, groupAttribute, mapping, updatedAt: new Date() };
    if (expectedVersion > 0) {
      const { affected } = await manager.update(
        this.entities.Settings,
        { tenant, version: expectedVersion },
        row,
      );
      if (affected === 1) return;
    } else {
      try {
        await manager.insert(this.entities.Settings, { tenant, ...row });
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
        throw new SettingsConflictError(tenant, expectedVersion, version);
      }
    }
    const current = await manager.findOneBy(this.entities.Settings, { tenant });
    throw new SettingsConflictError(tenant, expectedVersion, current?.version ?? 0);
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
