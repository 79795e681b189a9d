import type { IncomingMessage } from 'node:http';
import { ProvisioningError } from '../errors';
import { hasAtMost, isWellFormedText } from '../validation/text';

/** The tenant of an app with one customer. */
export const DEFAULT_TENANT = 'default';

/** The parts of a request that the library's options may read, in types that fit Express 4 and 5. */
export interface WebRequest extends IncomingMessage {
  params: Record<string, string | string[]>;
  query: unknown;
  body?: unknown;
  hostname: string;
  path: string;
  originalUrl: string;
  user?: unknown;
}

/**
 * A request behind `passport.session()`: `user` is the object that `jit.deserializeUser` loaded, of the app's own
 * class.
 */
export interface SignedInRequest<User> extends WebRequest {
  user?: User | undefined;
}

/** A function that reads a value from the request. Its parameter may have the type `Request` of Express. */
export type RequestResolver<Value, Req = WebRequest> = (req: Req) => Value | Promise<Value>;

/** A route parameter: text. A wildcard yields a list, which is refused. */
export type RouteParameter = string | readonly string[] | undefined;

/** Reads the team, by its id or name, from the request. */
export type TeamOption<Req = WebRequest> = RequestResolver<RouteParameter, Req>;

/**
 * A tenant, or a function that reads it from the request. The same connection must determine the tenant and the
 * provider: with a tenant from the `Host` header, a user of one customer's provider could choose another customer.
 *
 * @example
 * ```ts
 * // The app's own table of connections.
 * passport.use('acme-okta', jit.wrap(strategy, { provider: 'acme-okta', tenant: 'acme' }));
 * ```
 */
export type TenantOption<Req = WebRequest> = string | RequestResolver<RouteParameter, Req>;

/**
 * @param option a function takes the app's own type of request, which is unknown here: `never` stands for any type
 * @throws {ProvisioningError} `tenant_invalid`
 */
export async function resolveTenant(
  option: TenantOption<never> | undefined,
  request: IncomingMessage,
): Promise<string> {
  return checkTenant(
    typeof option === 'function' ? await option(request as never) : (option ?? DEFAULT_TENANT),
  );
}

/** @throws {ProvisioningError} `tenant_invalid` */
export function checkTenant(tenant: unknown): string {
  if (typeof tenant === 'string' && tenant !== '' && hasAtMost(tenant, 128) && isWellFormedText(tenant))
    return tenant;
  throw new ProvisioningError(
    'tenant_invalid',
    'The tenant must be text of 1 to 128 characters. Check the option `tenant`: for a request of an unknown ' +
      'tenant, answer 404 in an earlier middleware.',
    { status: 400 },
  );
}
