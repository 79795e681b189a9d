import type { EntityManager } from 'typeorm';
import { isSynced, type CompiledSettings } from '../../settings/settings';
import { DEFAULT_TENANT } from '../../http/tenant';
import type { GuardQueries } from './guard-queries';
import { isManaged, type GuardArea } from '../../plan/managed';
import type { GuardConfig } from '../registry';

/** A grant of the identity provider that a write may change. An unknown property counts as managed. */
export interface AffectedGrant {
  area: GuardArea;
  /** The tenants that it may belong to. Without any, it may belong to every tenant. */
  tenants: readonly (string | undefined)[];
  /** For memberships: the name of the team. */
  team?: string | undefined;
  /** For permissions: the name of the permission. */
  permission?: string | undefined;
}

/** The settings that decide about a write. */
export class ManagedSettings {
  readonly #config: GuardConfig;
  readonly #manager: EntityManager;
  readonly #queries: GuardQueries;

  constructor(config: GuardConfig, manager: EntityManager, queries: GuardQueries) {
    this.#config = config;
    this.#manager = manager;
    this.#queries = queries;
  }

  /** Whether anything is managed. */
  async isAnyManaged(): Promise<boolean> {
    const fixedSettings = this.fixedSettings();
    return fixedSettings === undefined ? (await this.#syncedTenants(1)).length > 0 : isSynced(fixedSettings);
  }

  /** Settings that are fixed in code are the same for every tenant. */
  fixedSettings(): CompiledSettings | undefined {
    const cached = this.#config.settings.cached(DEFAULT_TENANT);
    return cached?.fixed ? cached : undefined;
  }

  async manages({ tenants, ...target }: AffectedGrant): Promise<boolean> {
    const { managedTeams } = this.#config;
    const knownTenants = tenants.filter((tenant) => tenant !== undefined);
    for await (const settings of this.#applicableSettings(knownTenants)) {
      if (isManaged(target, settings, managedTeams)) return true;
    }
    return false;
  }

  async *#applicableSettings(knownTenants: readonly string[]): AsyncGenerator<CompiledSettings> {
    const fixedSettings = this.fixedSettings();
    if (fixedSettings !== undefined) {
      yield fixedSettings;
      return;
    }
    const tenants = knownTenants.length > 0 ? new Set(knownTenants) : await this.#syncedTenants();
    for (const tenant of tenants) yield this.#config.settings.load(tenant, this.#manager);
  }

  async #syncedTenants(limit?: number): Promise<string[]> {
    const isSyncOn = { justInTime: true, enhancedSync: true };
    const rows = await this.#queries.rows('Settings', ['tenant'], isSyncOn, limit);
    return rows.map(({ tenant }) => tenant as string);
  }
}
