import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** A PostgreSQL server on a free port of the loopback interface. */
export interface PostgresServer {
  url: string;
  port: number;
  password: string;
  /** Kills all its processes, and resolves once no process listens on its port. */
  crash(): Promise<void>;
  /** Starts it again on the same port, with what the crash left on disk. */
  restart(): Promise<void>;
  /**
   * Starts a standby of it that applies each commit only after a delay such as `3s`, and ends with it. The server restarts
   * for that, so no connection may be open; its flags must allow replication.
   *
   * @returns the port of the standby
   */
  startStandby(delay: string): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts a server with nothing in it, out of an npm package. It takes about two seconds, and leaves nothing behind.
 *
 * @param flags of the server, beside those that make it fast and private
 */
export async function startPostgresServer(flags: readonly string[] = []): Promise<PostgresServer> {
  // In a process group of its own: a Ctrl-C is for the app, which needs its database until it has ended.
  const server = spawn(process.execPath, [join(__dirname, 'server.mjs'), ...flags], { detached: true });
  const lines = linesOf(server);
  // It says where it listens in its first line.
  const { port, password } = JSON.parse(await lines.next()) as { port: number; password: string };
  const sendCommand = async (command: string): Promise<string> => {
    server.stdin.write(`${command}\n`);
    return lines.next();
  };
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    password,
    crash: async () => void (await sendCommand('crash')),
    restart: async () => void (await sendCommand('restart')),
    startStandby: async (delay) => Number(await sendCommand(`standby ${delay}`)),
    async stop() {
      server.stdin.end();
      await once(server, 'exit');
    },
  };
}

/** What the server says, a line each; when it ends before that, its last words are the error. */
function linesOf(server: ChildProcessWithoutNullStreams) {
  const lastWords = text(server.stderr);
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  return {
    async next(): Promise<string> {
      const { value, done } = await lines.next();
      if (done) throw new Error(await lastWords);
      return value;
    },
  };
}
