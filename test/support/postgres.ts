import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { DataSource } from 'typeorm';

/** Hand them to a `DataSource` along with entities and subscribers. */
export interface PostgresOptions {
  type: 'postgres';
  host: string;
  port: number;
  username: string;
  password: string;
  database: string;
}

/** A real PostgreSQL server for one test file. */
export interface Postgres {
  options: PostgresOptions;
  url: string;
  /** A fresh, empty database on it. */
  newDatabase(): Promise<PostgresOptions>;
  stop(): Promise<void>;
}

/**
 * Starts a server of its own, on a free port of the loopback interface; stop it in `afterAll`. It takes about two
 * seconds. Without a server the test fails: nothing is skipped.
 */
export async function startPostgres(): Promise<Postgres> {
  const server = spawn(process.execPath, [join(__dirname, 'postgres-server.mjs')]);
  const { port, password } = await address(server);
  const options: PostgresOptions = {
    type: 'postgres',
    host: '127.0.0.1',
    port,
    username: 'postgres',
    password,
    database: 'postgres',
  };
  const admin = await new DataSource({ ...options, poolSize: 1 }).initialize();
  let databases = 0;
  return {
    options,
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async newDatabase() {
      const database = `test_${++databases}`;
      await admin.query(`CREATE DATABASE ${database}`);
      return { ...options, database };
    },
    async stop() {
      await admin.destroy();
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
