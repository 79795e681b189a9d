import { compileMapping } from '../mapping/compile';
import type { CompiledSettings, Settings } from './settings';

/** Settings whose mapping is an index. It is made once for each version. */
export function compileSettings(settings: Settings): CompiledSettings {
  return {
    ...settings,
    compiledMapping: settings.mapping === null ? EMPTY_MAPPING : compileMapping(settings.mapping),
  };
}

const EMPTY_MAPPING = compileMapping({ mappings: [] });
