import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, stop } from 'esbuild';

const root = join(__dirname, '../../..');
/** Inside of the project, so that the packages that stay outside of the file are found from there. */
const cache = join(root, 'node_modules/.cache/passport-jit');

/**
 * Makes one plain JavaScript file of a program of the tests and of the library that it uses: a process of it starts in
 * a third of the time that it takes to compile each file anew.
 */
export async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [program],
    bundle: true,
    platform: 'node',
    packages: 'external',
    tsconfig: join(root, 'tsconfig.json'),
    sourcemap: 'inline',
    write: false,
  });
  // Its process would outlive the tests.
  await stop();
  mkdirSync(cache, { recursive: true });
  const file = join(cache, `${basename(program, '.ts')}.cjs`);
  // Another test file may be starting the old one, or making the same, at this moment.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, outputFiles[0]!.contents);
  renameSync(draft, file);
  return file;
}
