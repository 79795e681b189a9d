import type { AuditLog } from './audit/audit-log';
import type { Database } from './database/database';
import type { Events } from './events';
import type { ResolvedOptions } from './options/options';
import type { SettingsSource } from './settings-store/settings-source';
import type { SignInBatcher } from './store/sign-in-batcher';
import type { UserReader } from './store/user-reader';
import type { WriteContextReader } from './store/write-context';

/** What every feature is given; `createProvisioning` wires it once. */
export interface ProvisioningContext {
  options: ResolvedOptions;
  /** The options' data source as this library uses it. */
  database: Database;
  reader: UserReader;
  batcher: SignInBatcher;
  writeContextReader: WriteContextReader;
  settings: SettingsSource;
  auditLog: AuditLog;
  events: Events;
}
