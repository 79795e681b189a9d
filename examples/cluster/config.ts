import type { IdentityProviderConfig } from './identity-providers';

/** What an instance is told from outside. No two instances may be told different things. */
export interface Config {
  port: number;
  /** Where browsers reach the app, without a slash at its end: behind a proxy, the address of the proxy. */
  publicUrl: string;
  databaseUrl: string;
  /** With another secret, an instance would not know the cookies of the others. */
  sessionSecret: string;
  connections: IdentityProviderConfig;
}

/** As the environment of a process, from which {@link readConfig} reads it again. */
export function toEnvironment(config: Config): Record<string, string> {
  return {
    PORT: String(config.port),
    PUBLIC_URL: config.publicUrl,
    DATABASE_URL: config.databaseUrl,
    SESSION_SECRET: config.sessionSecret,
    CONNECTIONS: JSON.stringify(config.connections),
  };
}

/** Fails at the start of an instance rather than at the sign-in of a user. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    port: Number(required(env, 'PORT')),
    publicUrl: required(env, 'PUBLIC_URL'),
    databaseUrl: required(env, 'DATABASE_URL'),
    sessionSecret: required(env, 'SESSION_SECRET'),
    connections: JSON.parse(required(env, 'CONNECTIONS')) as IdentityProviderConfig,
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Error(`The environment variable ${name} is missing. Every instance needs it.`);
}
