import type { EntityManager } from 'typeorm';
import type { SettingsRow } from '../store/user-reader';
import type { SettingsPatch } from '../settings/patch';
import type { HistoryPage } from './versions';
import type { CompiledSettings, Settings, SettingsVersion } from '../settings/settings';

/** Where settings come from: the app's code, or the database. */
export interface SettingsSource {
  /** What is known before a sign-in is read, so that its one statement brings only what is new. */
  cached(tenant: string): CompiledSettings | undefined;
  /** The settings that are in force, from the row that came with a sign-in and from what was known before it. */
  fromRow(tenant: string, row: SettingsRow | null, cached: CompiledSettings | undefined): CompiledSettings;
  /**
   * The settings that are in force.
   *
   * @param transaction reads them, for a caller that holds a connection already
   */
  load(tenant: string, transaction?: EntityManager): Promise<CompiledSettings>;
  /**
   * The settings as this change would leave them, checked as when they are saved. They have the current version.
   *
   * @throws {InvalidInputError} `settings_invalid`, `mapping_invalid`
   */
  validate(tenant: string, patch: SettingsPatch): Promise<CompiledSettings>;
  update(tenant: string, patch: SettingsPatch, change: SettingsChange): Promise<Settings>;
  /** Makes the values of that version the newest version. */
  rollback(tenant: string, version: number, change: SettingsChange): Promise<Settings>;
  /** The newest first. */
  history(tenant: string, page: HistoryPage): Promise<SettingsVersion[]>;
}

/** Who changes settings, and what they know of them. */
export interface SettingsChange {
  /** The version that was read; if it is not the current one, nothing is changed. */
  version: number;
  /**
   * The revision that was read, for clients that hold settings longer than a request: a version number may mean other
   * settings after a tenant was deleted and created anew. If it is not the current one, nothing is changed.
   */
  revision?: string | undefined;
  /** Who changes them, for the audit log and the history: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
  /** Codes of the dangers that are meant: `takes_last_owner`, `empties_everybody`. */
  confirm?: readonly string[] | undefined;
}
