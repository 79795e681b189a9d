import cluster from 'node:cluster';
import { readConfig } from './config';
import { runInstance } from './instance';
import { runPrimary } from './primary';

/** The primary process starts this same file once for each instance. */
const running = cluster.isPrimary ? runPrimary() : runInstance(readConfig(process.env));

running.catch((error: Error) => {
  // What Node says of a name with several addresses, none of which answers, has no message of its own.
  console.error(error.message || error);
  process.exit(1);
});
