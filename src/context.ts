import type { AuditLog } from './audit/audit-log';
import type { Database } from './database/database';
import type { Events } from './events';
import type { ResolvedOptions } from './options/options';
import type { SettingsSource } from './settings-store/settings-source';
import type { RecentClaims } from './store/recent-claims';
import type { SignInBatcher } from './store/sign-in-batcher';
import type { UserReader } from './store/user-reader';
import type { WriteContextReader } from './store/write-context';

/** The parts that every feature uses. `createProvisioning` connects them once. */
export interface ProvisioningContext {
  options: ResolvedOptions;
  /** The data source of the options, with this library's own statements and transactions. */
  database: Database;
  reader: UserReader;
  batcher: SignInBatcher;
  writeContextReader: WriteContextReader;
  settings: SettingsSource;
  auditLog: AuditLog;
  events: Events;
  recentClaims: RecentClaims;
}
