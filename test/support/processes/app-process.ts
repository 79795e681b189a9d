import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DataSourceOptions } from 'typeorm';
import { bundle } from './bundle';

export type Answer = { user: { email: string } } | { error: string };

/** An app with a process of its own, in which nothing else can hide what it does to memory, or what kills it. */
export interface AppProcess {
  /** The user's address, or what the error handler of Express was given. */
  signIn(name: string, groups?: string): Promise<Answer>;
  /** Bytes in use once the garbage is gone. */
  heapUsed(): Promise<number>;
  /** Ends it, and fails when it has ended by itself: an unhandled rejection does that. */
  stop(): Promise<void>;
}

export async function startAppProcess(options: DataSourceOptions): Promise<AppProcess> {
  const program = await bundle(join(__dirname, 'provisioning-app.ts'));
  const child = spawn(process.execPath, ['--expose-gc', program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const { value: url } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  const get = async (path: string) => (await fetch(`${url}${path}`)).json();
  return {
    signIn: (name, groups = 'Everyone') => get(`/login?as=${name}&groups=${groups}`) as Promise<Answer>,
    heapUsed: () => get('/heap') as Promise<number>,
    async stop() {
      child.kill();
      expect(await exit).toEqual([null, 'SIGTERM']);
    },
  };
}
