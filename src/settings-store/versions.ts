import { setImmediate as nextTurn } from 'node:timers/promises';
import { LessThan, type EntityManager } from 'typeorm';
import type { Database } from '../database/database';
import { readRows } from '../database/read-rows';
import { isConflict } from '../database/retry';
import type { EntitySet } from '../entities/define-entities';
import { toGroupColumns } from '../settings/group-sources';
import {
  INITIAL_SETTINGS,
  SETTINGS_VALUES,
  toValues,
  type Settings,
  type SettingsValues,
  type SettingsVersion,
} from '../settings/settings';

export interface HistoryPage {
  /** Only versions older than this one. */
  before?: number | undefined;
  /** Only versions newer than this one. */
  after?: number | undefined;
  /** @default 20 */
  limit?: number | undefined;
}

/** All versions of a tenant's settings. */
export class SettingsVersions {
  readonly #entities: EntitySet;

  constructor(entities: EntitySet) {
    this.#entities = entities;
  }

  /** The newest first. */
  async list(
    manager: EntityManager,
    tenant: string,
    { before = Number.MAX_SAFE_INTEGER, after = 0, limit = 20 }: HistoryPage,
  ): Promise<SettingsVersion[]> {
    const rows = await readRows(
      manager,
      this.#entities.SettingsVersion,
      {
        properties: ['version', 'at', 'actor'],
        where: { tenant, version: LessThan(Math.min(before, MAX_INT)) },
      },
      // The version below the last one is read too, to determine what the last one changed.
      (query) => query.orderBy('it.version', 'DESC').limit(limit + 1),
    );
    // One at a time: each has a mapping of up to 4 MB, and a hundred of them would take the memory of all tenants.
    const load = async (row: { version: number } | undefined) =>
      row && (await this.loadValues(manager, tenant, row.version));
    const page: SettingsVersion[] = [];
    let bytes = 0;
    let settings = await load(rows[0]);
    let json = toJson(settings);
    for (const [i, { version, at, actor }] of rows.slice(0, limit).entries()) {
      if (version <= after || settings === undefined || bytes >= MAX_PAGE_BYTES) break;
      const previous = version === 1 ? toValues(VERSION_ZERO) : await load(rows[i + 1]);
      // Each of the steps around it takes long, if the mapping is large.
      await nextTurn();
      const previousJson = toJson(previous);
      const changed = SETTINGS_VALUES.filter((_, key) => previousJson[key] !== json[key]);
      page.push({ version, at, actor, changed, settings });
      for (const value of json) bytes += Buffer.byteLength(value ?? '');
      [settings, json] = [previous, previousJson];
    }
    return page;
  }

  /** The values of a version. Version 0 is the state before the first change. */
  async loadValues(
    manager: EntityManager,
    tenant: string,
    version: number,
  ): Promise<SettingsValues | undefined> {
    if (version === 0) return toValues(VERSION_ZERO);
    const [row] = await readRows(manager, this.#entities.SettingsVersion, {
      properties: ['settings'],
      where: { tenant, version },
    });
    return row?.settings;
  }

  async save(manager: EntityManager, settings: Settings, actor: string, at: Date): Promise<void> {
    const { tenant, version } = settings;
    const row = { tenant, version, actor, at, settings: toValues(settings) };
    // If an app deleted a tenant's settings, their versions start again.
    await manager.delete(this.#entities.SettingsVersion, { tenant, version });
    await manager.insert(this.#entities.SettingsVersion, row);
  }
}

/** A page of versions ends with the version that makes it exceed this limit, in bytes of UTF-8. */
const MAX_PAGE_BYTES = 1_000_000;

/** The maximum of an integer column. */
const MAX_INT = 2 ** 31 - 1;

const VERSION_ZERO: Settings = { ...INITIAL_SETTINGS, tenant: '', fixed: false };

/** The values as JSON, in the order of their keys. */
function toJson(settings: SettingsValues | undefined): (string | undefined)[] {
  return SETTINGS_VALUES.map((key) => JSON.stringify(settings?.[key]));
}

/** Thrown if the settings do not have the version for which a change was made. */
export class StaleVersionError extends Error {}

/**
 * Writes settings only over the version that they follow, so that one of two simultaneous changes is refused.
 *
 * @throws {StaleVersionError} the transaction cannot be used any more
 */
export async function saveSettings(
  manager: EntityManager,
  { database, entities: { Settings } }: { database: Database; entities: EntitySet },
  { before, after }: { before: Settings; after: Settings },
  updatedAt: Date,
): Promise<void> {
  const { tenant, version, revision = '', justInTime, enhancedSync, mapping } = after;
  const row = { version, revision, justInTime, enhancedSync, ...toGroupColumns(after), mapping, updatedAt };
  if (version > 1) {
    const { affected } = await manager.update(
      Settings,
      { tenant, version: before.version, revision: before.revision ?? '' },
      row,
    );
    if (affected !== 1) throw new StaleVersionError();
    return;
  }
  try {
    await manager.insert(Settings, { tenant, ...row });
  } catch (error) {
    throw isConflict(database, error) ? new StaleVersionError() : error;
  }
}
