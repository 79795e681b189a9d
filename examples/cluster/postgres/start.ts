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
  stop(): Promise<void>;
}

/** Starts a server with nothing in it, out of an npm package. It takes about two seconds, and leaves nothing behind. */
export async function startPostgresServer(): Promise<PostgresServer> {
  // In a process group of its own: a Ctrl-C is for the app, which needs its database until it has ended.
  const server = spawn(process.execPath, [join(__dirname, 'server.mjs')], { detached: true });
  const { port, password } = await address(server);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    password,
    async stop() {
      server.stdin.end();
      await once(server, 'exit');
    },
  };
}

/** The server says where it listens in its first line; when it ends before that, its last words are the error. */
async function address(server: ChildProcessWithoutNullStreams): Promise<{ port: number; password: string }> {
  const lastWords = text(server.stderr);
  for await (const line of createInterface(server.stdout)) {
    return JSON.parse(line) as { port: number; password: string };
  }
  throw new Error(await lastWords);
}
