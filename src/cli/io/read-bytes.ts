import { open } from 'node:fs/promises';
import { WrongUse } from '../exit';
import { quoted } from './visible';

/** A file that has been opened, or standard input for `-`. */
export interface Opened {
  /** How the file is called in messages. */
  name: string;
  chunks: AsyncIterable<Buffer>;
  /** In bytes; unknown for what is no regular file. */
  size: number | undefined;
}

/** The largest file that is read as a whole. 10,000 entries take about a tenth of it. */
const MOST_BYTES = 20_000_000;

/** @throws {WrongUse} when there is nothing to read */
export async function openInput(path: string): Promise<Opened> {
  if (path === '-') return { name: 'standard input', chunks: process.stdin, size: undefined };
  try {
    const file = await open(path);
    const stats = await file.stat();
    if (stats.isDirectory()) {
      await file.close();
      throw new WrongUse(`${quoted(path)} is a directory. Name a file.`);
    }
    return {
      name: path,
      chunks: file.createReadStream({ highWaterMark: 262_144 }),
      size: stats.isFile() ? stats.size : undefined,
    };
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/**
 * The bytes of a whole file. One that is too large is refused by its size, before any of it is read.
 *
 * @throws {WrongUse} when there is nothing to read, or too much
 */
export async function readBytes(path: string): Promise<{ name: string; bytes: Buffer }> {
  const { name, chunks, size = 0 } = await openInput(path);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    if (size > MOST_BYTES) throw tooLarge(path, `${inMegabytes(size)} MB`);
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > MOST_BYTES) throw tooLarge(path, `over ${inMegabytes(MOST_BYTES)} MB`);
      parts.push(chunk);
    }
  } catch (error) {
    throw cannotRead(path, error);
  }
  return { name, bytes: Buffer.concat(parts) };
}

/** What a failed read means to the person who named the file. */
export function cannotRead(path: string, error: unknown): WrongUse {
  if (error instanceof WrongUse) return error;
  const file = path === '-' ? 'Standard input' : quoted(path);
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new WrongUse(`There is no file ${file}.`);
    case 'EISDIR':
      return new WrongUse(`${file} is a directory. Name a file.`);
    case 'EACCES':
    case 'EPERM':
      return new WrongUse(`${file} cannot be read: you have no permission.`);
    default:
      return new WrongUse(`${file} cannot be read (${code}).`);
  }
}

function tooLarge(path: string, size: string): WrongUse {
  const file = path === '-' ? 'Standard input' : quoted(path);
  return new WrongUse(
    `${file} has ${size}. At most ${inMegabytes(MOST_BYTES)} MB are read, a thousand times a usual mapping.`,
  );
}

function inMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
