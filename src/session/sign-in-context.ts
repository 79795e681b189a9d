import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ProviderOptions } from '../options/provider-options';

/** The options of `jit.wrap` for one request. Each function of the app is called when its value is needed. */
export interface RequestOptions {
  /**
   * Whether the tenant is a function that declares the parameter `identity`: without an identity, it could only guess.
   */
  tenantNeedsIdentity: boolean;
  /**
   * The tenant; `undefined` if the app's function does not know it.
   *
   * @throws {ProvisioningError} `tenant_invalid`
   */
  tenant(identity?: VerifiedIdentity): Promise<string | undefined>;
  /** @throws {InvalidInputError} `options_invalid` */
  provider(): Promise<ResolvedProvider>;
}

/** The options of the provider, or the first one whose function yielded `undefined`. */
export type ResolvedProvider =
  | { known: true; options: ProviderOptions }
  | { known: false; option: keyof ProviderOptions; provider: string | null };

/** The sign-in or logout for which a verify callback is called. */
export interface SignInContext {
  request: IncomingMessage & { user?: unknown };
  options: RequestOptions;
}

/** Set while a wrapped strategy runs, because passport-saml calls a logout callback without provider and tenant. */
export const signInContext = new AsyncLocalStorage<SignInContext>();
