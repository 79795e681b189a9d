import type { IncomingMessage } from 'node:http';
import type { JWTVerifyGetKey } from 'jose';
import { ProvisioningError } from '../errors';
import { resolveTenant } from '../http/tenant';
import type { KeySource, TokenEndpointOptions } from '../options/token-options';
import { keySetOf } from './key-sets';
import { TokenError } from './token-error';
import { requestValueFaults } from './validate-options';

/** A provider in a tenant, and how its tokens are verified. */
export interface TokenConnection {
  tenant: string;
  provider: string;
  issuer: string;
  audience: string | string[];
  keys: JWTVerifyGetKey;
}

/**
 * The connection that a request is about.
 *
 * @throws {TokenError} `connection_unknown`
 * @throws {ProvisioningError} `options_invalid` where a function of the app yields what the option does not take
 */
export async function resolveConnection(
  options: TokenEndpointOptions<never>,
  request: IncomingMessage,
): Promise<TokenConnection> {
  const read = async (option: unknown): Promise<unknown> =>
    typeof option === 'function' ? await (option as (req: unknown) => unknown)(request) : option;
  const [provider, issuer, audience, jwks] = await Promise.all(
    [options.provider, options.issuer, options.audience, options.jwks].map(read),
  );
  const values = { provider, issuer, audience, jwks };
  if (Object.values(values).includes(undefined)) throw unknownConnection();
  const [fault] = requestValueFaults(values);
  if (fault !== undefined) {
    const message = `A function of the options yielded what the option does not take: ${fault.path}: ${fault.message}`;
    throw new ProvisioningError('options_invalid', message);
  }
  return {
    tenant: await readTenant(options, request),
    provider: provider as string,
    issuer: issuer as string,
    audience: audience as string | string[],
    keys: keySetOf(jwks as KeySource),
  };
}

async function readTenant(
  { tenant }: TokenEndpointOptions<never>,
  request: IncomingMessage,
): Promise<string> {
  try {
    return await resolveTenant(tenant, request);
  } catch (error) {
    // A function that does not know the tenant, or a route parameter that cannot be one.
    if (error instanceof ProvisioningError && error.code === 'tenant_invalid') throw unknownConnection();
    throw error;
  }
}

function unknownConnection(): TokenError {
  return new TokenError('connection_unknown', 'The provider or the tenant is not known here.');
}
