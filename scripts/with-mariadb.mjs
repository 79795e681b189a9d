// Runs a command with TEST_MARIADB_URL set to a MariaDB server of its own, which is there until the command ends.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error('Usage: node scripts/with-mariadb.mjs COMMAND [ARGUMENTS]');
  process.exit(2);
}
const folder = mkdtempSync(path.join(tmpdir(), 'passport-jit-mariadb-'));
const data = path.join(folder, 'data');
const socket = path.join(folder, 'socket');
// As root, the server runs as another user, who needs access to its files.
const user = process.getuid?.() === 0 ? ['--user=mysql'] : [];
if (user.length > 0) {
  chmodSync(folder, 0o755);
  execFileSync('chown', ['mysql', folder]);
}
execFileSync('mariadb-install-db', [
  '--no-defaults',
  ...user,
  `--datadir=${data}`,
  '--auth-root-authentication-method=normal',
]);
const port = await freePort();
const server = spawn(
  'mariadbd',
  [
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    // Whatever it is on the servers of apps: names must be kept apart all the same.
    '--character-set-server=latin1',
    '--collation-server=latin1_swedish_ci',
    // The tests are about processes that end, not about power that does.
    '--innodb-flush-log-at-trx-commit=2',
    '--skip-log-bin',
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
try {
  await waitUntilReady();
  const url = `mysql://root:@127.0.0.1:${port}/mysql`;
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, TEST_MARIADB_URL: url },
  });
  process.exitCode = status ?? 1;
} finally {
  if (server.exitCode === null) {
    server.kill();
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

async function waitUntilReady() {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server.exitCode !== null) throw new Error('MariaDB does not start; what it said stands above');
    const { status } = spawnSync('mariadb-admin', [
      '--no-defaults',
      `--socket=${socket}`,
      '--user=root',
      'ping',
    ]);
    if (status === 0) return;
    await sleep(100);
  }
  throw new Error('MariaDB did not start within 30 seconds');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
