import { randomBytes } from 'node:crypto';
import { readPort, listenErrorMessage } from '../demo/port';
import { startIdentityProviders } from '../demo/providers';
import { serve } from '../demo/serve';
import { toEnvironment } from './config';
import { identityProviderConfig } from './identity-providers';
import { startPostgresServer } from './postgres/start';
import { prepareDatabase } from './schema';
import { onShutdown } from './shutdown';
import { superviseInstances } from './supervise';

const INSTANCES = 3;

/**
 * What runs once for all instances: a database, the identity providers, and the supervisor that keeps the
 * instances running. It answers no request of the app itself.
 */
export async function runPrimary(): Promise<void> {
  const url = await freeAddress(process.env['PORT']);
  const postgres = process.env['DATABASE_URL'] ? undefined : await startPostgresServer();
  const databaseUrl = postgres?.url ?? process.env['DATABASE_URL']!;
  await prepareDatabase(databaseUrl);
  const publicUrl = process.env['PUBLIC_URL'] ?? url;
  const identityProviders = await startIdentityProviders(publicUrl);
  const instances = await superviseInstances(
    INSTANCES,
    toEnvironment({
      port: Number(new URL(url).port),
      publicUrl,
      databaseUrl,
      sessionSecret: process.env['SESSION_SECRET'] ?? randomBytes(32).toString('hex'),
      connections: identityProviderConfig(identityProviders),
    }),
  );
  console.log(`\npassport-jit on ${INSTANCES} instances: ${url}\nPress Ctrl-C to end them.`);
  onShutdown(async () => {
    await instances.stop();
    await Promise.all([identityProviders.acme.close(), identityProviders.globex.close(), postgres?.stop()]);
    process.exit(0);
  });
}

/** The providers have to know the app's address before any instance listens. */
async function freeAddress(wanted: string | undefined): Promise<string> {
  const port = readPort(wanted);
  if (typeof port === 'string') throw new Error(port);
  try {
    const { url, close } = await serve(() => {}, port);
    await close();
    return url;
  } catch (error) {
    throw new Error(listenErrorMessage(error as NodeJS.ErrnoException, port), { cause: error });
  }
}
