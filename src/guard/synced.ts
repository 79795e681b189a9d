import type { EntityManager } from 'typeorm';
import { isSynced, type CompiledSettings } from '../settings/settings';
import { DEFAULT_TENANT } from '../tenant';
import type { LookUps } from './look-ups';
import { isManaged, type GuardArea } from './policy';
import type { Guarded } from './registry';

/** Something of the identity provider's that a write may change. What is not known of it counts as managed. */
export interface Touch {
  area: GuardArea;
  /** The tenants that it may belong to; without one, it may be of any. */
  tenants: readonly (string | undefined)[];
  /** Memberships: the team's name. */
  team?: string | undefined;
  /** Permissions: the permission's name. */
  permission?: string | undefined;
}

/** The settings that decide over a write. */
export class Synced {
  constructor(
    private readonly guarded: Guarded,
    private readonly manager: EntityManager,
    private readonly lookUps: LookUps,
  ) {}

  /** Whether anything at all is managed. */
  async any(): Promise<boolean> {
    const fixed = this.fixed();
    return fixed === undefined ? (await this.#tenants(1)).length > 0 : isSynced(fixed);
  }

  /** Settings from the code are the same for every tenant. */
  fixed(): CompiledSettings | undefined {
    const known = this.guarded.settings.known(DEFAULT_TENANT);
    return known?.fixed ? known : undefined;
  }

  async manages({ tenants, ...write }: Touch): Promise<boolean> {
    const { managedTeams } = this.guarded;
    const known = tenants.filter((tenant) => tenant !== undefined);
    for await (const settings of this.#settings(known)) {
      if (isManaged(write, settings, managedTeams)) return true;
    }
    return false;
  }

  async *#settings(known: readonly string[]): AsyncGenerator<CompiledSettings> {
    const fixed = this.fixed();
    if (fixed !== undefined) {
      yield fixed;
      return;
    }
    const tenants = known.length > 0 ? new Set(known) : await this.#tenants();
    for (const tenant of tenants) yield this.guarded.settings.current(tenant, this.manager);
  }

  async #tenants(limit?: number): Promise<string[]> {
    const synced = { justInTime: true, enhancedSync: true };
    const rows = await this.lookUps.rows('Settings', ['tenant'], synced, limit);
    return rows.map(({ tenant }) => tenant as string);
  }
}
