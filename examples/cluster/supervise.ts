import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A number of instances behind one port. */
export interface Instances {
  stop(): Promise<void>;
}

/**
 * Starts instances, and another one for each that ends: the part of an orchestrator.
 *
 * @throws when one of the first does not get as far as to listen
 */
export async function superviseInstances(count: number, env: Record<string, string>): Promise<Instances> {
  let stopping = false;
  await Promise.all(Array.from({ length: count }, start));
  return {
    stop: async () => {
      stopping = true;
      await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => stopWorker(worker!)));
    },
  };

  async function start(): Promise<void> {
    const worker = cluster.fork(env);
    await listening(worker);
    console.log(`Instance ${worker.process.pid} listens`);
    worker.once('exit', (code: number, signal: string | null) => {
      if (stopping) return;
      console.error(`Instance ${worker.process.pid} ended (${signal ?? code}); another one takes its place`);
      void replace();
    });
  }

  async function replace(): Promise<void> {
    while (!stopping) {
      try {
        return await start();
      } catch {
        // It has said why itself. The database may be away for a moment.
        await sleep(1000);
      }
    }
  }
}

function listening(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('listening', () => resolve());
    worker.once('exit', () => reject(new Error('An instance ended before it listened.')));
  });
}

/** More than an instance takes to finish its requests, in milliseconds. */
const SHUTDOWN_TIMEOUT = 10_000;

async function stopWorker(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  const deadline = setTimeout(() => worker.process.kill('SIGKILL'), SHUTDOWN_TIMEOUT);
  await ended;
  clearTimeout(deadline);
}
