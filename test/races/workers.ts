import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DataSourceOptions } from 'typeorm';
import type { Job, Result } from './job';

/** Several processes that sign people in at the same moment. */
export interface Workers {
  /** Deals the sign-ins out to all of them; the results are in the order of the sign-ins. */
  run(options: DataSourceOptions, job: Job): Promise<Result[]>;
  stop(): Promise<void>;
}

export async function startWorkers(count: number): Promise<Workers> {
  const workers = await Promise.all(Array.from({ length: count }, startWorker));
  return {
    async run(options, job) {
      // Long enough for the line to reach all of them; they connect before that, in their first job.
      const startAt = Date.now() + 60;
      const dealt = workers.map((_, i) => job.signIns.filter((_, n) => n % count === i));
      const answers = await Promise.all(
        workers.map((worker, i) =>
          worker.ask(JSON.stringify({ options, job: { ...job, signIns: dealt[i], startAt } })),
        ),
      );
      const results = answers.map((answer) => JSON.parse(answer) as Result[]);
      return job.signIns.map((_, n) => results[n % count]![Math.floor(n / count)]!);
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

async function startWorker() {
  const process_ = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'worker.ts')], {
    cwd: join(__dirname, '../..'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(process_.stdout)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('A worker has ended before its time');
    return value;
  };
  await next();
  return {
    ask(line: string): Promise<string> {
      process_.stdin.write(`${line}\n`);
      return next();
    },
    async stop() {
      process_.stdin.end();
      if (process_.exitCode === null) await once(process_, 'exit');
    },
  };
}
