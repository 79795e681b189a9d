import { open } from 'node:fs/promises';
import { UsageError } from '../errors';
import { quote } from './escape';

/** An opened file, or standard input for `-`. */
export interface OpenedFile {
  /** The name of the file in messages. */
  name: string;
  chunks: AsyncIterable<Buffer>;
  /** The size in bytes; undefined if it is not a regular file. */
  size: number | undefined;
}

/** The maximum size of a file that is read as a whole. 10,000 entries need about a tenth of it. */
const MAX_BYTES = 20_000_000;

/** @throws {UsageError} if the input cannot be opened */
export async function openInput(path: string): Promise<OpenedFile> {
  if (path === '-') return { name: 'standard input', chunks: process.stdin, size: undefined };
  try {
    const file = await open(path);
    const stats = await file.stat();
    if (stats.isDirectory()) {
      await file.close();
      throw new UsageError(`${quote(path)} is a directory. Name a file.`);
    }
    return {
      name: path,
      chunks: file.createReadStream({ highWaterMark: 262_144 }),
      size: stats.isFile() ? stats.size : undefined,
    };
  } catch (error) {
    throw toReadError(path, error);
  }
}

/**
 * The bytes of a whole file. A file that is too large is refused by its size, before it is read.
 *
 * @throws {UsageError} if the input cannot be read, or if it is too large
 */
export async function readBytes(path: string): Promise<{ name: string; bytes: Buffer }> {
  const { name, chunks, size = 0 } = await openInput(path);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    if (size > MAX_BYTES) throw tooLargeError(path, `${toMegabytes(size)} MB`);
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > MAX_BYTES) throw tooLargeError(path, `over ${toMegabytes(MAX_BYTES)} MB`);
      parts.push(chunk);
    }
  } catch (error) {
    throw toReadError(path, error);
  }
  return { name, bytes: Buffer.concat(parts) };
}

/** Converts a failed read to a message for the person who passed the file name. */
export function toReadError(path: string, error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  const file = path === '-' ? 'Standard input' : quote(path);
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UsageError(`There is no file ${file}.`);
    case 'EISDIR':
      return new UsageError(`${file} is a directory. Name a file.`);
    case 'EACCES':
    case 'EPERM':
      return new UsageError(`${file} cannot be read: you have no permission.`);
    default:
      return new UsageError(`${file} cannot be read (${code}).`);
  }
}

function tooLargeError(path: string, size: string): UsageError {
  const file = path === '-' ? 'Standard input' : quote(path);
  return new UsageError(
    `${file} has ${size}. The maximum is ${toMegabytes(MAX_BYTES)} MB, a thousand times a usual mapping.`,
  );
}

function toMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
