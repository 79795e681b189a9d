import type { EntityManager } from 'typeorm';
import type { SettingsRow } from '../store/user-reader';
import type { SettingsPatch } from '../settings/patch';
import type { HistoryPage } from './versions';
import type { CompiledSettings, Settings, SettingsVersion } from '../settings/settings';

/** Where settings come from: the app's code, or the database. */
export interface SettingsSource {
  /** The settings that are known before a sign-in reads, so that its one statement reads only newer ones. */
  cached(tenant: string): CompiledSettings | undefined;
  /** The current settings, from the row that a sign-in has read and from the settings that were known before. */
  fromRow(tenant: string, row: SettingsRow | null, cached: CompiledSettings | undefined): CompiledSettings;
  /**
   * The current settings.
   *
   * @param transaction reads them, for a caller that already has a connection
   */
  load(tenant: string, transaction?: EntityManager): Promise<CompiledSettings>;
  /**
   * The settings after this change, validated as for saving. They have the current version.
   *
   * @throws {InvalidInputError} `settings_invalid`, `mapping_invalid`
   */
  validate(tenant: string, patch: SettingsPatch): Promise<CompiledSettings>;
  update(tenant: string, patch: SettingsPatch, change: SettingsChange): Promise<Settings>;
  /** Saves the values of that version as the newest version. */
  rollback(tenant: string, version: number, change: SettingsChange): Promise<Settings>;
  /** The newest first. */
  history(tenant: string, page: HistoryPage): Promise<SettingsVersion[]>;
}

/** The actor of a settings change, and the version that the actor has seen. */
export interface SettingsChange {
  /** The version that was read. If it is not the current one, nothing is changed. */
  version: number;
  /**
   * The revision that was read, for clients that keep settings longer than one request: the same version number may
   * mean other settings after a tenant was deleted and created anew. If it is not the current revision, nothing is
   * changed.
   *
   * @default not compared
   */
  revision?: string | undefined;
  /** The actor, for the audit log and the history: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
  /**
   * Codes of the accepted dangers: `takes_last_owner`, `empties_everybody`.
   *
   * @default []
   */
  confirm?: readonly string[] | undefined;
}
