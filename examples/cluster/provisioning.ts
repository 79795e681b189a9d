import { createProvisioning, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';

/** The same on every instance. The settings are not here but in the database, where one change reaches them all. */
export function createClusterProvisioning(dataSource: DataSource): Provisioning {
  return createProvisioning({ dataSource, createMissingTeams: true });
}
