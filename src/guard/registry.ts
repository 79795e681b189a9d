import type { DataSource } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { ManagedTeams } from '../plan/sync';
import type { SettingsSource } from '../settings/settings-source';

/** What decides over the writes of a data source. */
export interface Guarded {
  dataSource: DataSource;
  entities: EntitySet;
  settings: SettingsSource;
  managedTeams: ManagedTeams;
}

/** TypeORM makes the subscriber itself, so the subscriber finds what it has to know by the data source. */
const registered = new WeakMap<DataSource, Guarded>();

/** From now on writes of this data source go by this; of several, the last one counts. */
export function register(guarded: Guarded): void {
  registered.set(guarded.dataSource, guarded);
}

/** Nothing, as long as no provisioning was created for the data source. */
export function guardedBy(dataSource: DataSource): Guarded | undefined {
  return registered.get(dataSource);
}
