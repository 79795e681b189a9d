import { compileMapping, type CompiledMapping } from '../mapping/compile';
import { MappingError } from '../mapping/errors';
import { LEGACY_WRAPPER } from '../mapping/keys';
import { legacyNamesOf } from '../mapping/legacy-keys';
import type { Mapping } from '../mapping/mapping';
import { parseMapping } from '../mapping/parse';
import type { MappingRules } from '../mapping/unknown-names';
import { InvalidFileError, type CheckedFile } from './errors';
import type { Range, Source } from './json/source';
import { Locator, type Located } from './json/locator';
import { readJson } from './json/read-json';

/** A mapping in a file, with its faults. */
export interface MappingFile extends CheckedFile {
  /** Defined if the mapping itself is valid, even if the JSON has faults. */
  valid?: ValidMapping;
}

/** A mapping without faults, with the places of its parts in the file. */
export interface ValidMapping {
  source: Source;
  mapping: Mapping;
  compiled: CompiledMapping;
  groupAttribute: string | undefined;
  /** Finds the range of a part of the mapping. */
  locate: (located: Located) => Range;
}

/** @throws {UsageError} if the file does not exist */
export async function readMapping(path: string, rules: MappingRules): Promise<MappingFile> {
  const { source, faults, value, root } = await readJson(path);
  if (root === undefined) return { source, faults };
  // In an older document, the mapping is inside user_group_mapping, and keys beside it are misplaced.
  const wrapped = root.children?.find(({ children: [key] = [] }) => key?.value === LEGACY_WRAPPER)
    ?.children?.[1];
  const outerLocator = new Locator(root);
  const locator = new Locator(wrapped?.type === 'object' ? wrapped : root, legacyNamesOf);
  const locate = (located: Located) =>
    (located.code === 'misplaced_key' ? outerLocator : locator).find(located);
  try {
    const { mapping, groupAttribute } = parseMapping(value, rules);
    const compiled = compileMapping(mapping);
    return { source, faults, valid: { source, mapping, compiled, groupAttribute, locate } };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const placedFaults = error.faults.map((fault) => ({ ...fault, ...locate(fault) }));
    const allFaults = [...faults, ...placedFaults].sort((a, b) => a.offset - b.offset);
    return { source, faults: allFaults, omitted: error.omitted };
  }
}

/**
 * The mapping of a file for a command that needs a valid one.
 *
 * @throws {InvalidFileError} if it has faults
 */
export function requireValid(file: MappingFile): ValidMapping {
  if (file.faults.length > 0 || file.valid === undefined) throw new InvalidFileError([file]);
  return file.valid;
}
