import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { TenantOption } from '../http/tenant';

/** The sign-in or logout for which a verify callback is called. */
export interface SignInContext {
  request: IncomingMessage & { user?: unknown };
  provider: string;
  tenant: TenantOption<never> | undefined;
}

/** Set while a wrapped strategy runs, because passport-saml calls a logout callback without the provider or the tenant. */
export const signInContext = new AsyncLocalStorage<SignInContext>();
