import { getHeapStatistics } from 'node:v8';
import { LRUCache } from 'lru-cache';
import { publish } from '../diagnostics';
import { compileSettings, type CompiledSettings, type Settings } from '../settings/settings';
import { listsOf } from '../mapping/limits';
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
    return this.add(compileSettings(settings));
  }

  add(compiled: CompiledSettings): CompiledSettings {
    const { tenant, version } = compiled;
    publish('cache-miss', () => ({ tenant, version }));
    this.#cache.set(tenant, compiled);
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

/** The maximum memory for the mappings of all tenants: 128 MB, or a quarter of a heap of less than 512 MB. */
const MAX_CACHE_BYTES = Math.min(128 * 1024 * 1024, Math.floor(getHeapStatistics().heap_size_limit / 4));

/** The objects of an entry: itself, its grant, and its place in the index. */
const ENTRY_BYTES = 500;

/** The approximate memory of settings with their index: two bytes a character, and the objects of each entry. */
function estimateBytes({ mapping, providers = {} }: Settings): number {
  let bytes = 1000 + 4 * JSON.stringify(providers).length;
  for (const [, list] of listsOf(mapping ?? {})) {
    for (const entry of list) {
      bytes += ENTRY_BYTES;
      for (const text of typeof entry === 'string' ? [entry] : Object.values(entry as object))
        if (typeof text === 'string') bytes += 2 * text.length;
    }
  }
  return bytes;
}
