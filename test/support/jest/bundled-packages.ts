import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { build, stop } from 'esbuild';
import { typeormPackage } from '../databases/database-type';

/*
 * Jest loads every module again for each test file. Packages of hundreds of modules are one file each for the tests,
 * which saves a third of the time that a test file takes to start.
 */

/** The packages that `jest.config.ts` replaces by their bundle. */
export const BUNDLED = { typeorm: typeormPackage, 'class-validator': 'class-validator' };

const modules = path.join(__dirname, '../../../node_modules');
const cache = path.join(modules, '.cache/passport-jit');

/** Bundles the packages whose version has no bundle yet. */
export async function bundlePackages(): Promise<void> {
  const missing = Object.values(BUNDLED).filter((name) => !existsSync(bundleOf(name)));
  for (const name of missing) await bundlePackage(name);
  // The process of esbuild would outlive the tests.
  if (missing.length > 0) await stop();
}

/** @returns the file that stands for the package in the tests */
export function bundleOf(name: string): string {
  return path.join(cache, `${name}-${readManifest(name).version}.cjs`);
}

async function bundlePackage(name: string): Promise<void> {
  // Another run may make the same file at this moment.
  const draft = `${bundleOf(name)}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  await build({
    entryPoints: [path.join(modules, name, readManifest(name).main)],
    outfile: draft,
    bundle: true,
    platform: 'node',
    // Database drivers and shared dependencies remain packages of their own.
    packages: 'external',
    logLevel: 'error',
  });
  renameSync(draft, bundleOf(name));
}

interface Manifest {
  version: string;
  main: string;
}

function readManifest(name: string): Manifest {
  return JSON.parse(readFileSync(path.join(modules, name, 'package.json'), 'utf8')) as Manifest;
}
