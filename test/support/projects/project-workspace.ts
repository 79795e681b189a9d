import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { runCommand } from '../processes/run-command';

/** The Node versions that the package promises to work with: the oldest, and the newest of each later line. */
export const NODE_VERSIONS = ['20', '22', '24'] as const;

export type NodeVersion = (typeof NODE_VERSIONS)[number];

/** Packs the library, and fetches the Node versions, for all test files of a run. */
export async function createWorkspace(): Promise<void> {
  const workspace = await mkdtemp(join(tmpdir(), 'passport-jit-projects-'));
  // The environment is what the test files inherit.
  process.env['PROJECTS_WORKSHOP'] = workspace;
  const versions = await copyProject(
    resolve(__dirname, '../../projects/fixtures/node-versions'),
    'node-versions',
  );
  const root = resolve(__dirname, '../../..');
  await Promise.all([
    npmInstall(versions),
    runCommand('npm', ['pack', '--pack-destination', workspace], root),
  ]);
}

export async function removeWorkspace(): Promise<void> {
  await rm(workspaceFolder(), { recursive: true, force: true });
}

/** The packed library. */
export async function tarball(): Promise<string> {
  const name = (await readdir(workspaceFolder())).find((file) => file.endsWith('.tgz'));
  return join(workspaceFolder(), name!);
}

export function nodeBinary(version: NodeVersion): string {
  return join(workspaceFolder(), `node-versions/node_modules/node-${version}/bin/node`);
}

/**
 * A copy of a project of this repository, with its packages and the packed library installed in it, and compiled where
 * it has to be. Resolves to its folder.
 *
 * @param more packages in other versions than the project asks for
 */
export async function installProject(source: string, more: readonly string[] = []): Promise<string> {
  const project = await copyProject(source, [basename(source), ...more].join('-'));
  await npmInstall(project, [await tarball(), ...more]);
  await runCommand('npm', ['run', '--if-present', 'build'], project);
  return project;
}

/** Files that a manual trial of the project may have left there. */
const GENERATED = ['node_modules', 'dist', 'package-lock.json'];

async function copyProject(source: string, name: string): Promise<string> {
  const copy = join(workspaceFolder(), name);
  await cp(source, copy, { recursive: true, filter: (file) => !GENERATED.includes(basename(file)) });
  return copy;
}

async function npmInstall(project: string, packages: readonly string[] = []): Promise<void> {
  await runCommand('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], project);
}

function workspaceFolder(): string {
  return process.env['PROJECTS_WORKSHOP']!;
}
