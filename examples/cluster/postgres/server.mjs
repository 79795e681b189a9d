import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { prepareFiles } from './files.mjs';

/*
 * A PostgreSQL server in a directory of its own, as a process beside the one that needs it: it outlives the signal that
 * ends the app, and as it hangs on its stdin, it goes with a parent that is killed. Each line there is a command, which
 * is answered with a line: `crash`, and then `restart`, or `standby`.
 */
const PASSWORD = 'password';
const HINT = 'If a shared library is missing, install scripts were off: run npm rebuild';

const { folder, initdb, postgres, user } = await prepareFiles().catch(fail);
const data = join(folder, 'data');
let server;
let standby;
// Also when the run is killed while the server starts or stops.
process.once('exit', () => {
  server?.kill('SIGKILL');
  standby?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
let port;
try {
  createCluster();
  port = await start(3);
} catch (error) {
  fail(error);
}
process.once('SIGTERM', () => void stop());
process.stdout.write(`${JSON.stringify({ port, password: PASSWORD })}\n`);
const commands = { crash, restart, standby: startStandby };
for await (const line of createInterface(process.stdin)) {
  const [command, ...args] = line.split(' ');
  const answer = await commands[command](...args);
  process.stdout.write(`${answer ?? line}\n`);
}
await stop();

/** The message is all that the reader of a failed run needs. */
function fail(error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function createCluster() {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o644 });
  const args = [`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=password'];
  args.push('--encoding=UTF8', '--lc-messages=C', '--no-sync');
  const { status, error, stderr } = spawnSync(initdb, args, { ...user, cwd: folder, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`PostgreSQL does not start: ${initdb} failed\n${error?.message ?? stderr}\n${HINT}`);
}

/** Another program may take the free port before the server does. */
async function start(attempts) {
  const port = await freePort();
  try {
    await run(port);
    return port;
  } catch (error) {
    if (attempts === 1) throw error;
    return start(attempts - 1);
  }
}

/** Resolves once it accepts connections. */
async function run(port) {
  server = launch(data, port, []);
  await waitUntilReady(server);
}

function launch(folderOfData, port, more) {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const flags = [...settings.flatMap((setting) => ['-c', setting]), ...process.argv.slice(2), ...more];
  return spawn(postgres, ['-D', folderOfData, '-p', String(port), ...flags], {
    ...user,
    cwd: folder,
    env: { ...process.env, LC_MESSAGES: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function waitUntilReady(child) {
  let log = '';
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      log = (log + chunk).slice(-10_000);
      if (/database system is ready to accept (read-only )?connections/.test(log)) resolve();
    });
    const refuse = (reason) => reject(new Error(`PostgreSQL does not start: ${reason}\n${log}`));
    child.once('error', (error) => refuse(error.message));
    child.once('exit', () => refuse(`${postgres} ended`));
  });
}

/**
 * Starts a second server that streams from the first one and applies each commit only after the delay. It begins with a
 * copy of the files, for which the first one has to stop.
 */
async function startStandby(delay) {
  const copy = join(folder, 'standby');
  await end(server);
  cpSync(data, copy, { recursive: true });
  chmodSync(copy, 0o700);
  writeFileSync(join(copy, 'standby.signal'), '');
  if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, copy]);
  await run(port);
  const source = `host=127.0.0.1 port=${port} user=postgres password=${PASSWORD}`;
  const settings = [`primary_conninfo=${source}`, `recovery_min_apply_delay=${delay}`];
  const standbyPort = await freePort();
  standby = launch(
    copy,
    standbyPort,
    settings.flatMap((setting) => ['-c', setting]),
  );
  await waitUntilReady(standby).catch(fail);
  return standbyPort;
}

/** Kills all its processes; the first one is stopped before, so that it starts no others. */
async function crash() {
  const { pid } = server;
  const exited = once(server, 'exit');
  process.kill(pid, 'SIGSTOP');
  for (const each of [...childrenOf(pid), pid]) kill(each);
  await exited;
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

/** With what the crash left on disk. It refuses to start while a process of the one before still has its shared memory. */
async function restart(attempts = 50) {
  try {
    await run(port);
  } catch (error) {
    if (attempts === 1) fail(error);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await restart(attempts - 1);
  }
}

async function stop() {
  await end(standby);
  await end(server);
  process.exit(0);
}

/** A fast shutdown: connections are closed, and what is committed stays. */
async function end(child) {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
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
