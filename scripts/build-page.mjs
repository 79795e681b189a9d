// Bundles the admin page into hashed, compressed files beside an index.html that names them.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = path.join(root, 'src/admin/page');

/** @param directory where the files go; what was there before is replaced */
export function buildPage(directory = path.join(source, 'dist')) {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(source, 'main.mjs'), path.join(source, 'page.css')],
    outdir: directory,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    tsconfig: path.join(source, 'tsconfig.json'),
    logLevel: 'warning',
  });
  const bundled = (extension) => outputFiles.find((file) => file.path.endsWith(extension)).contents;
  const files = new Map();
  const add = (name, contents) => {
    const hash = createHash('sha256').update(contents).digest('base64url').slice(0, 12);
    const { name: stem, ext } = path.parse(name);
    const address = `assets/${stem}-${hash}${ext}`;
    files.set(address, contents);
    return address;
  };
  const addresses = {
    script: add('page.js', bundled('main.js')),
    style: add('page.css', bundled('page.css')),
    icon: add('icon.svg', readFileSync(path.join(source, 'icon.svg'))),
  };
  const html = readFileSync(path.join(source, 'index.html'), 'utf8').replace(
    /\{(script|style|icon)\}/g,
    (_, name) => addresses[name],
  );
  if (isCurrent(directory, html)) return;
  // Beside the old ones first: another process may be reading those.
  const fresh = `${directory}.${randomUUID()}`;
  mkdirSync(path.join(fresh, 'assets'), { recursive: true });
  for (const [address, contents] of files) {
    writeFileSync(path.join(fresh, address), contents);
    writeFileSync(path.join(fresh, `${address}.br`), brotliCompressSync(contents));
    writeFileSync(path.join(fresh, `${address}.gz`), gzipSync(contents, { level: 9 }));
  }
  writeFileSync(path.join(fresh, 'index.html'), html);
  rmSync(directory, { recursive: true, force: true });
  renameSync(fresh, directory);
}

/** The document names its files by their hashes, so it is the same only if they are. */
function isCurrent(directory, html) {
  const document = path.join(directory, 'index.html');
  return existsSync(document) && readFileSync(document, 'utf8') === html;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildPage();
