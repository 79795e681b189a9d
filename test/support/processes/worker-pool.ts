import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DataSourceOptions } from 'typeorm';
import { bundle } from './bundle';
import type { SignInJob, SignInResult } from './sign-in-job';

/** Several processes that sign people in at the same moment. */
export interface WorkerPool {
  /** Deals the sign-ins out to all of them; the results are in the order of the sign-ins. */
  run(options: DataSourceOptions, job: SignInJob): Promise<SignInResult[]>;
  stop(): Promise<void>;
}

export async function startWorkerPool(count: number): Promise<WorkerPool> {
  const workers = await Promise.all(Array.from({ length: count }, startWorker));
  return {
    async run(options, job) {
      // Long enough for the line to reach all of them; they connect before that, in their first job.
      const startAt = Date.now() + 60;
      const batches = workers.map((_, i) => job.signIns.filter((_, n) => n % count === i));
      const results = await Promise.all(
        workers.map((worker, i) => worker.run(options, { ...job, signIns: batches[i]!, startAt })),
      );
      return job.signIns.map((_, n) => results[n % count]![Math.floor(n / count)]!);
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

/** A process that signs people in. */
export interface Worker {
  run(options: DataSourceOptions, job: SignInJob): Promise<SignInResult[]>;
  stop(): Promise<void>;
  /** Ends it at once, in the middle of whatever it does. What it was asked is never answered. */
  kill(): Promise<void>;
}

let program: Promise<string> | undefined;

export async function startWorker(): Promise<Worker> {
  program ??= bundle(join(__dirname, 'sign-in-worker.ts'));
  const child = spawn(process.execPath, ['--enable-source-maps', await program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('A worker has ended before its time');
    return value;
  };
  await next();
  return {
    async run(options, job) {
      child.stdin.write(`${JSON.stringify({ options, job })}\n`);
      return JSON.parse(await next()) as SignInResult[];
    },
    async stop() {
      child.stdin.end();
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
