import type { Fault } from '../errors';
import { MappingError } from '../mapping/errors';
import { compileMapping, type CompiledMapping } from '../mapping/compile';
import type { Mapping } from '../mapping/mapping';
import { isJsonObject } from '../validation/json';
import { parseMapping } from '../mapping/parse';
import type { MappingRules } from '../mapping/unknown-names';
import { InvalidFileError } from './errors';
import type { PlacedFault, Range, Source } from './json/source';
import { Locator } from './json/locator';
import { readJson } from './json/read-json';
import { MAPPING_KEY_SCHEMA, LEGACY_WRAPPER, LEGACY_WRAPPER_KEY_SCHEMA } from './mapping-keys';

/** A mapping in a file: what it says, or what is wrong with it. */
export interface MappingFile {
  source: Source;
  faults: readonly PlacedFault[];
  /** There when the mapping can be used, but for faults of its JSON. */
  valid?: ValidMapping;
}

/** A mapping without faults, which knows its places in the file. */
export interface ValidMapping {
  source: Source;
  mapping: Mapping;
  compiled: CompiledMapping;
  groupAttribute: string | undefined;
  /** The place of a path of the mapping. */
  locate: (path: string) => Range;
}

/** @throws {UsageError} when there is no such file */
export async function readMapping(path: string, rules: MappingRules): Promise<MappingFile> {
  const { source, faults, value, root } = await readJson(path);
  if (root === undefined) return { source, faults };
  // In an older document the mapping stands inside user_group_mapping, and what stands beside that is a fault.
  const wrappedNode = root.children?.findLast(({ children: [key] = [] }) => key?.value === LEGACY_WRAPPER)
    ?.children?.[1];
  const outerLocator = new Locator(root, LEGACY_WRAPPER_KEY_SCHEMA);
  const isWrapped = wrappedNode?.type === 'object';
  const locator = new Locator(isWrapped ? wrappedNode : root, MAPPING_KEY_SCHEMA);
  const locate = (faultPath: string) => locator.find(faultPath);
  try {
    const { mapping, groupAttribute } = parseMapping(value, rules);
    return {
      source,
      faults,
      valid: { source, mapping, compiled: compileMapping(mapping), groupAttribute, locate },
    };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const siblingKeys = new Set(wrappedNode && isJsonObject(value) ? Object.keys(value) : []);
    if (isWrapped) siblingKeys.delete(LEGACY_WRAPPER);
    const placedFaults = error.faults.map(({ path: faultPath, message }: Fault): PlacedFault => {
      const isSibling = siblingKeys.delete(faultPath);
      return { path: faultPath, message, ...(isSibling ? outerLocator.find(faultPath) : locate(faultPath)) };
    });
    return { source, faults: [...faults, ...placedFaults].sort((a, b) => a.offset - b.offset) };
  }
}

/**
 * The mapping of a file with which something is to be done, so that it must be right.
 *
 * @throws {InvalidFileError} when it has faults
 */
export function requireValid(file: MappingFile): ValidMapping {
  if (file.faults.length > 0 || file.valid === undefined) throw new InvalidFileError([file]);
  return file.valid;
}
