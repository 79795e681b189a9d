import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Runs a full garbage collection. */
export const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the heap that are in use after garbage collection. */
export async function collectAndMeasureHeap(): Promise<number> {
  // Objects released by finalizers are collected in the next pass.
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
