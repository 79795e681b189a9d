import { LRUCache } from 'lru-cache';
import { publish } from '../diagnostics';
import { compileSettings, type CompiledSettings, type Settings } from '../settings/settings';
import { entryCount } from '../mapping/limits';
import type { SettingsRow } from '../store/user-reader';

/** Identifies the values of a settings row. */
export type SettingsRevision = Pick<SettingsRow, 'version' | 'revision'>;

/** The compiled settings of the tenants that were used last, as many as fit into the memory limit. */
export class SettingsCache {
  readonly #cache = new LRUCache<string, CompiledSettings>({
    max: 1000,
    maxSize: MAX_CACHE_BYTES,
    sizeCalculation: estimateBytes,
  });
  readonly #pendingLoads = new Map<string, Promise<CompiledSettings>>();

  get(tenant: string): CompiledSettings | undefined {
    return this.#cache.get(tenant);
  }

  /** The cached settings of a tenant, if they have this revision. */
  find(tenant: string, revision: SettingsRevision): CompiledSettings | undefined {
    const cached = this.#cache.get(tenant);
    return cached !== undefined && isRevision(cached, revision) ? cached : undefined;
  }

  compile(settings: Settings): CompiledSettings {
    publish('cache-miss', () => ({ tenant: settings.tenant, version: settings.version }));
    const compiled = compileSettings(settings);
    this.#cache.set(settings.tenant, compiled);
    return compiled;
  }

  /**
   * Loads settings that are not cached. Calls that found the same revision in the database share one load: a mapping may
   * have megabytes. The load may return a newer revision than they found.
   */
  async load(
    tenant: string,
    { version, revision }: SettingsRevision,
    load: () => Promise<CompiledSettings>,
  ): Promise<CompiledSettings> {
    const key = JSON.stringify([tenant, version, revision]);
    const pending = this.#pendingLoads.get(key);
    if (pending !== undefined) return pending;
    try {
      const loading = load();
      this.#pendingLoads.set(key, loading);
      return await loading;
    } finally {
      this.#pendingLoads.delete(key);
    }
  }
}

/** Whether settings have a revision. The version counts as well, for an app that writes the row without a revision. */
export function isRevision(settings: Settings, { version, revision }: SettingsRevision): boolean {
  return settings.version === version && (settings.revision ?? '') === revision;
}

/** The maximum memory for the mappings of all tenants. */
const MAX_CACHE_BYTES = 128 * 1024 * 1024;

/** The approximate memory of settings with their index: two bytes a character, and the objects of each entry. */
function estimateBytes({ mapping, providers = {} }: Settings): number {
  const base = 1000 + 4 * JSON.stringify(providers).length;
  if (mapping === null) return base;
  const characters = JSON.stringify(mapping).length;
  return base + 2 * characters + 500 * entryCount(mapping);
}
