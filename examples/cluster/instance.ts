import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createApp } from './app';
import type { Config } from './config';
import { openDatabase, type Database } from './database';
import { onShutdown } from './shutdown';

/** How long requests may take to finish after the signal to end, in milliseconds: less than the sender is patient. */
const SHUTDOWN_TIMEOUT = 8_000;

/** One process of the app. It knows nothing of the others, and could run in a container of its own. */
export async function runInstance(config: Config): Promise<void> {
  const database = await openDatabase(config.databaseUrl);
  const server = createServer(createApp(config, database));
  // node:cluster deals out connections, where a load balancer deals out requests. So that you see it: one each.
  server.maxRequestsPerSocket = 1;
  server.listen(config.port, '127.0.0.1');
  await once(server, 'listening');
  onShutdown(() => shutDown(server, database));
}

/** First the requests that are on their way, then the database that they need. */
function shutDown(server: Server, database: Database): void {
  setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT).unref();
  // Takes no new connections, and calls back when the last one is closed.
  server.close(() => void database.close().finally(() => process.exit(0)));
}
