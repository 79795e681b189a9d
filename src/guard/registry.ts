import type { DataSource } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { ManagedTeams } from '../plan/plan-input';
import type { SettingsSource } from '../settings-store/settings-source';

/** The configuration that decides about the writes of a data source. */
export interface GuardConfig {
  dataSource: DataSource;
  entities: EntitySet;
  settings: SettingsSource;
  managedTeams: ManagedTeams;
}

/** TypeORM creates the subscriber itself, so the subscriber finds its configuration by the data source. */
const configs = new WeakMap<DataSource, GuardConfig>();

/** Registers the configuration of a data source. If there are several, the last one counts. */
export function registerGuard(config: GuardConfig): void {
  configs.set(config.dataSource, config);
}

/** `undefined` until `createProvisioning` was called with the data source. */
export function guardConfigOf(dataSource: DataSource): GuardConfig | undefined {
  return configs.get(dataSource);
}
