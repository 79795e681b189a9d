import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const EXCLUDED = ['.git', 'node_modules', 'lib', 'test', 'examples', 'coverage'];

/** What is compiled has been checked elsewhere, so no declarations of other packages are read. */
const withoutTypes = { noCheck: true, noResolve: true, types: [], isolatedModules: true };

/**
 * Packs the library as `npm pack` does, and unpacks it into `node_modules/passport-jit` of a folder. It is built from a
 * copy, so that other builds are not disturbed, and without a check of the types, which has a command of its own.
 */
export function installPackedLibrary(project: string, workspace: string): void {
  const copy = path.join(workspace, 'copy');
  for (const name of readdirSync(root).filter((each) => !EXCLUDED.includes(each))) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  const config = path.join(copy, 'tsconfig.build.json');
  const { compilerOptions, ...rest } = JSON.parse(readFileSync(config, 'utf8')) as {
    compilerOptions: object;
  };
  const overrides = { ...withoutTypes, declaration: false, sourceMap: false, inlineSources: false };
  writeFileSync(config, JSON.stringify({ ...rest, compilerOptions: { ...compilerOptions, ...overrides } }));

  execFileSync('npm', ['pack', '--pack-destination', workspace], { cwd: copy, stdio: 'pipe' });
  const tarball = readdirSync(workspace).find((name) => name.endsWith('.tgz'))!;
  const target = path.join(project, 'node_modules/passport-jit');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', path.join(workspace, tarball), '-C', target, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  linkPackages(project, Object.keys(dependencies));
}

/** Gives a project packages that this repository has installed already. */
export function linkPackages(project: string, names: readonly string[]): void {
  for (const name of names) {
    const target = path.join(project, 'node_modules', name);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), target);
  }
}
