import { MappingError, type Fault } from '../errors';
import { compileMapping, type CompiledMapping } from '../mapping/compile';
import type { Mapping } from '../mapping/document';
import { isJsonObject } from '../mapping/older-spellings';
import { parseMapping } from '../mapping/parse';
import type { MappingRules } from '../mapping/undeclared';
import { FaultyInput } from './exit';
import type { PlacedFault, Range, Source } from './json/source';
import { Locator } from './json/locator';
import { readJson } from './json/read-json';
import { MAPPING_SHAPE, WRAPPER, WRAPPER_SHAPE } from './mapping-shape';

/** A mapping in a file: what it says, or what is wrong with it. */
export interface MappingFile {
  source: Source;
  faults: readonly PlacedFault[];
  /** There when the mapping can be used, but for faults of its JSON. */
  right?: RightMapping;
}

/** A mapping without faults, which knows its places in the file. */
export interface RightMapping {
  source: Source;
  mapping: Mapping;
  compiled: CompiledMapping;
  groupAttribute: string | undefined;
  /** The place of a path of the mapping. */
  place: (path: string) => Range;
}

/** @throws {WrongUse} when there is no such file */
export async function readMapping(path: string, rules: MappingRules): Promise<MappingFile> {
  const { source, faults, value, root } = await readJson(path);
  if (root === undefined) return { source, faults };
  // In an older document the mapping stands inside user_group_mapping, and what stands beside that is a fault.
  const inner = root.children?.findLast(({ children: [key] = [] }) => key?.value === WRAPPER)?.children?.[1];
  const outer = new Locator(root, WRAPPER_SHAPE);
  const isWrapped = inner?.type === 'object';
  const locator = new Locator(isWrapped ? inner : root, MAPPING_SHAPE);
  const place = (at: string) => locator.find(at);
  try {
    const { mapping, groupAttribute } = parseMapping(value, rules);
    return {
      source,
      faults,
      right: { source, mapping, compiled: compileMapping(mapping), groupAttribute, place },
    };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const beside = new Set(inner && isJsonObject(value) ? Object.keys(value) : []);
    if (isWrapped) beside.delete(WRAPPER);
    const placed = error.faults.map(({ path: at, message }: Fault): PlacedFault => {
      const isOutside = beside.delete(at);
      return { path: at, message, ...(isOutside ? outer.find(at) : place(at)) };
    });
    return { source, faults: [...faults, ...placed].sort((a, b) => a.offset - b.offset) };
  }
}

/**
 * The mapping of a file with which something is to be done, so that it must be right.
 *
 * @throws {FaultyInput} when it has faults
 */
export function rightMapping(file: MappingFile): RightMapping {
  if (file.faults.length > 0 || file.right === undefined) throw new FaultyInput([file]);
  return file.right;
}
