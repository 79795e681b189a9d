import { compileMapping } from '../mapping/compile';
import type { CompiledSettings, Settings } from './settings';

/** Settings whose mapping is an index. It is made once for each version. */
export function compiled(settings: Settings): CompiledSettings {
  return { ...settings, compiled: settings.mapping === null ? NOTHING : compileMapping(settings.mapping) };
}

const NOTHING = compileMapping({ mappings: [] });
