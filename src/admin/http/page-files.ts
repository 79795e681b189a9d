import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of the page, as it is sent. */
export interface PageFile {
  type: string;
  content: Buffer;
  /** The same, compressed. */
  br: Buffer;
  gzip: Buffer;
}

/** The bundled page: its document, and its files by their hashed names. */
export interface PageFiles {
  html: string;
  assets: ReadonlyMap<string, PageFile>;
}

const DIRECTORY = path.join(__dirname, '..', 'page', 'dist');

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

let files: PageFiles | undefined;

/**
 * Reads the page once. All of it is a few hundred kilobytes, and a map of names leaves no path to climb out of.
 *
 * @throws {Error} when the page was not bundled, which only a checkout of the sources can lack
 */
export function loadPageFiles(): PageFiles {
  return (files ??= readPageFiles());
}

function readPageFiles(): PageFiles {
  const document = path.join(DIRECTORY, 'index.html');
  if (!existsSync(document))
    throw new Error('The admin page is not bundled: run node scripts/build-page.mjs');
  const read = (name: string) => readFileSync(path.join(DIRECTORY, 'assets', name));
  const names = readdirSync(path.join(DIRECTORY, 'assets')).filter((name) => path.extname(name) in TYPES);
  const assets = names.map((name): [string, PageFile] => [
    name,
    {
      type: TYPES[path.extname(name)]!,
      content: read(name),
      br: read(`${name}.br`),
      gzip: read(`${name}.gz`),
    },
  ]);
  return { html: readFileSync(document, 'utf8'), assets: new Map(assets) };
}
