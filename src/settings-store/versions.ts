import { LessThan, type EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import { toValues, type Settings, type SettingsValues } from '../settings/settings';
import { INITIAL_SETTINGS } from './settings-source';

/** One version of a tenant's settings: who made it, when, and what it says. */
export interface SettingsVersion {
  /** Counted from 1, without a gap. */
  version: number;
  /** When it was saved. */
  at: Date;
  /** Who saved it, as the change said. */
  actor: string;
  /** Which of the settings differ from the version before. */
  changed: readonly (keyof SettingsValues)[];
  /** All that it says, and not only what changed. */
  settings: SettingsValues;
}

export interface HistoryPage {
  /** Only versions older than this one. */
  before?: number | undefined;
  /** Only versions newer than this one. */
  after?: number | undefined;
  /** @default 20 */
  limit?: number | undefined;
}

/** Every version that a tenant's settings ever had. */
export class SettingsVersions {
  constructor(private readonly entities: EntitySet) {}

  /** The newest first. */
  async list(
    manager: EntityManager,
    tenant: string,
    { before = Number.MAX_SAFE_INTEGER, after = 0, limit = 20 }: HistoryPage,
  ): Promise<SettingsVersion[]> {
    const rows = await manager.find(this.entities.SettingsVersion, {
      // The one below the last is read too, to say what the last one changed.
      where: { tenant, version: LessThan(Math.min(before, MAX_INT)) },
      order: { version: 'DESC' },
      take: limit + 1,
    });
    return rows.slice(0, limit).flatMap(({ version, at, actor, settings }, i) => {
      if (version <= after) return [];
      const previous = version === 1 ? toValues(VERSION_ZERO) : rows[i + 1]?.settings;
      return [{ version, at, actor, changed: changedKeys(previous, settings), settings }];
    });
  }

  /** What a version said; version 0 is what a tenant has before anybody has set anything. */
  async loadValues(
    manager: EntityManager,
    tenant: string,
    version: number,
  ): Promise<SettingsValues | undefined> {
    if (version === 0) return toValues(VERSION_ZERO);
    const row = await manager.findOneBy(this.entities.SettingsVersion, { tenant, version });
    return row?.settings;
  }

  async save(manager: EntityManager, settings: Settings, actor: string, at: Date): Promise<void> {
    const { tenant, version } = settings;
    const row = { tenant, version, actor, at, settings: toValues(settings) };
    // Not an insert: where an app deleted a tenant's settings, their versions begin anew.
    await manager.save(this.entities.SettingsVersion, row);
  }
}

/** What a column of whole numbers can hold. */
const MAX_INT = 2 ** 31 - 1;

const VERSION_ZERO: Settings = { ...INITIAL_SETTINGS, tenant: '', fixed: false };

function changedKeys(previous: SettingsValues | undefined, settings: SettingsValues) {
  const keys = ['justInTime', 'enhancedSync', 'groupAttribute', 'mapping'] as const;
  return keys.filter((key) => JSON.stringify(previous?.[key]) !== JSON.stringify(settings[key]));
}
