import type { DataSource } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { ManagedTeams } from '../plan/plan-input';
import type { SettingsSource } from '../settings-store/settings-source';

/** What decides over the writes of a data source. */
export interface GuardConfig {
  dataSource: DataSource;
  entities: EntitySet;
  settings: SettingsSource;
  managedTeams: ManagedTeams;
}

/** TypeORM makes the subscriber itself, so the subscriber finds what it has to know by the data source. */
const configs = new WeakMap<DataSource, GuardConfig>();

/** From now on writes of this data source go by this; of several, the last one counts. */
export function registerGuard(config: GuardConfig): void {
  configs.set(config.dataSource, config);
}

/** Nothing, as long as no provisioning was created for the data source. */
export function guardConfigOf(dataSource: DataSource): GuardConfig | undefined {
  return configs.get(dataSource);
}
