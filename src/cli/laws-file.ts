import { lawFaults, type Laws } from '../proofs/laws';
import { assertValid } from './errors';
import { Locator } from './json/locator';
import { readJson } from './json/read-json';

/**
 * Laws from a file.
 *
 * @throws {UsageError} if the file does not exist
 * @throws {InvalidFileError} if it has faults
 */
export async function readLaws(path: string): Promise<Laws> {
  const file = await readJson(path);
  assertValid(file);
  const { source, value, root } = file;
  const locator = root && new Locator(root);
  const faults = lawFaults(value).map((fault) => ({
    ...fault,
    ...(locator?.find(fault) ?? { offset: 0, length: 0 }),
  }));
  assertValid({ source, faults });
  return value as Laws;
}
