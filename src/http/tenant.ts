import type { IncomingMessage } from 'node:http';
import { ProvisioningError } from '../errors';
import { hasAtMost, isWellFormedText } from '../validation/text';

/** The tenant of an app with one customer. */
export const DEFAULT_TENANT = 'default';

/** What of a request may be asked for, in the types of Express 4 and 5 alike. */
export interface WebRequest extends IncomingMessage {
  params: Record<string, string | string[]>;
  query: unknown;
  body?: unknown;
  hostname: string;
  path: string;
  originalUrl: string;
  user?: unknown;
}

/** Something told from a request. As a method, it may also be typed with the `Request` of Express itself. */
type RequestResolver<Value> = { bivarianceHack(req: WebRequest): Value }['bivarianceHack'];

/** What a route parameter is: text, or for a wildcard a list, which is never right here. */
type RouteParameter = string | readonly string[] | undefined;

/** How to tell the team, by its id or name, from the request. */
export type TeamOption = RequestResolver<RouteParameter | Promise<RouteParameter>>;

/** A tenant, or how to tell it from the request. */
export type TenantOption = string | RequestResolver<RouteParameter | Promise<RouteParameter>>;

/** @throws {ProvisioningError} `tenant_invalid` */
export async function resolveTenant(
  option: TenantOption | undefined,
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
    'The tenant must be text of 1 to 128 characters. Check the option `tenant`: for a request whose tenant is not ' +
      'known, answer 404 before it gets here.',
    { status: 400 },
  );
}
