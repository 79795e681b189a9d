import type { EntityManager } from 'typeorm';
import type { SettingsRow } from '../store/reader';
import type { SettingsPatch } from './check';
import type { CompiledSettings, Settings } from './settings';

/** Where settings come from: the app's code, or the database. */
export interface SettingsSource {
  /** What is known before a sign-in is read, so that its one statement brings only what is new. */
  known(tenant: string): CompiledSettings | undefined;
  /** The settings that are in force, from the row that came with a sign-in and from what was known before it. */
  fromRow(tenant: string, row: SettingsRow | null, known: CompiledSettings | undefined): CompiledSettings;
  /** The settings that are in force. */
  current(tenant: string, manager?: EntityManager): Promise<CompiledSettings>;
  change(tenant: string, patch: SettingsPatch, change: { version: number; actor: string }): Promise<Settings>;
}

/** What a tenant has before anybody has set anything. */
export const INITIAL_SETTINGS: Omit<Settings, 'tenant' | 'fixed'> = {
  version: 0,
  justInTime: false,
  enhancedSync: false,
  groupAttribute: 'groups',
  mapping: null,
};
