import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Progress } from '../progress';

const ROOT = join(__dirname, '../..');
/** What the built library consists of. */
const BUILT_FILES = ['lib', 'package.json', 'mapping.schema.json'];

/** A fault that the message explains to the user of the command line, without a stack. */
export class ComparisonError extends Error {}

/** A built version of the library in a temporary folder, which is removed at the latest when the process exits. */
export interface Checkout {
  /** Git ref and abbreviated commit. */
  name: string;
  folder: string;
  remove(): void;
}

/**
 * Extracts a git ref and builds the library there, with the dependencies that are installed for the current version.
 *
 * @throws {ComparisonError} for an unknown ref, or if the build fails
 */
export async function buildRef(ref: string, progress: Progress): Promise<Checkout> {
  const commit = await resolveCommit(ref);
  const shortCommit = commit.slice(0, 7);
  const name = commit.startsWith(ref) ? shortCommit : `${ref} (${shortCommit})`;
  const { folder, remove } = createTemporaryFolder();
  try {
    progress(`${name}: extracts the sources`);
    const archive = join(folder, 'sources.tar');
    const sources = join(folder, 'sources');
    mkdirSync(sources);
    await runOrThrow('git', ['archive', '--output', archive, commit], ROOT, `Extracting ${name} failed`);
    await runOrThrow('tar', ['-xf', archive, '-C', sources], ROOT, `Extracting ${name} failed`);
    linkDependencies(sources);
    progress(`${name}: builds the library`);
    await runOrThrow('npm', ['run', '--silent', 'build'], sources, `Building ${name} failed`);
    return { name, folder: sources, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Copies the built library of the working tree, so that a build during the measurement does not change it. */
export async function copyWorkingTree(): Promise<Checkout> {
  const { code, output } = await run('git', ['describe', '--always', '--dirty'], ROOT);
  const name = code === 0 ? `working tree (${output.trim()})` : 'working tree';
  const { folder, remove } = createTemporaryFolder();
  for (const file of BUILT_FILES) cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  linkDependencies(folder);
  return { name, folder, remove };
}

function createTemporaryFolder(): Pick<Checkout, 'folder' | 'remove'> {
  // The real path, by which Node.js knows loaded modules.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'passport-jit-against-')));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', remove);
  return { folder, remove };
}

function linkDependencies(folder: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

async function resolveCommit(ref: string): Promise<string> {
  const revision = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const { code, output } = await run('git', revision, ROOT);
  if (code !== 0) throw new ComparisonError(`Unknown git ref "${ref}"`);
  return output.trim();
}

async function runOrThrow(command: string, args: string[], cwd: string, failure: string): Promise<void> {
  const { code, output } = await run(command, args, cwd);
  if (code !== 0) throw new ComparisonError(`${failure}:\n${output.trim()}`);
}

/** Runs a command in a process group of its own, which ends together with this process. */
async function run(command: string, args: string[], cwd: string): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => killGroup(child);
  process.once('exit', kill);
  try {
    const exit = new Promise<number>((resolve, reject) => {
      child.once('error', (error) =>
        reject(new ComparisonError(`"${command}" does not run: ${error.message}`)),
      );
      child.once('close', (code) => resolve(code ?? 1));
    });
    const [code, output, errors] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
    return { code, output: output + errors };
  } finally {
    process.off('exit', kill);
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}
