import { readBytes } from '../io/read-bytes';
import { decodeUtf8 } from '../io/utf8';
import { parseJson, type ParsedJson } from './parse-json';
import { Source, textFault } from './source';

export interface JsonFile extends ParsedJson {
  source: Source;
}

/**
 * A JSON file, with all its syntax faults.
 *
 * @throws {UsageError} if the file does not exist
 */
export async function readJson(path: string): Promise<JsonFile> {
  const { name, bytes } = await readBytes(path);
  const { text, invalidAt } = decodeUtf8(bytes);
  const source = new Source(name, text);
  if (invalidAt === undefined) return { source, ...parseJson(source) };
  const message = isUtf16(bytes)
    ? 'is UTF-16, and must be UTF-8: save it in that encoding'
    : 'is not valid UTF-8 from here on: save the file in that encoding';
  return { source, faults: [textFault(message, { offset: invalidAt, length: 1 })] };
}

function isUtf16(bytes: Buffer): boolean {
  return ['fffe', 'feff'].includes(bytes.subarray(0, 2).toString('hex'));
}
