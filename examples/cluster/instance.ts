import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createApp } from './app';
import type { Config } from './config';
import { openDatabase, type Database } from './database';

/** How long requests may take to finish after the signal to end, in milliseconds: less than the sender is patient. */
const PATIENCE = 8_000;

/** One process of the app. It knows nothing of the others, and could run in a container of its own. */
export async function runInstance(config: Config): Promise<void> {
  const database = await openDatabase(config.databaseUrl);
  const server = createServer(createApp(config, database));
  // node:cluster deals out connections, where a load balancer deals out requests. So that you see it: one each.
  server.maxRequestsPerSocket = 1;
  server.listen(config.port, '127.0.0.1');
  await once(server, 'listening');
  endOnSignal(server, database);
}

function endOnSignal(server: Server, database: Database): void {
  let ending = false;
  const end = () => {
    // A Ctrl-C comes from the terminal and, as SIGTERM, from the primary.
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), PATIENCE).unref();
    // Takes no new connections, and calls back when the last request is answered: only then the database may go.
    server.close(() => void database.close().finally(() => process.exit(0)));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
