import type { RequestResolver, RouteParameter, WebRequest } from '../http/tenant';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ProviderOptions } from '../options/provider-options';

/**
 * A tenant, or a function that reads it from the request and the verified identity. Derive the tenant from the
 * connection or from a claim that the provider guarantees, never from the `Host` header: otherwise a user of one
 * customer's provider could choose another customer.
 *
 * A function that declares the parameter `identity` is called only with an identity. A SAML logout has none; its tenant
 * is that of the session.
 *
 * @example
 * ```ts
 * // One connection to Entra ID for all customers. `tid` is always that of the ID token, never of the userinfo response.
 * const customers = new Map([['aaaabbbb-0000-cccc-1111-dddd2222eeee', 'acme']]);
 * passport.use(
 *   'entra',
 *   jit.wrap(strategy, {
 *     provider: 'entra',
 *     tenant: (_req, { attributes }) => customers.get(String(attributes.tid)),
 *   }),
 * );
 * ```
 */
export type SignInTenantOption<Req = WebRequest> =
  string | ((req: Req, identity: VerifiedIdentity) => RouteParameter | Promise<RouteParameter>);

/** The values that the function of each option of `jit.wrap` may return. `undefined` refuses the sign-in. */
export interface RequestOptionValues {
  /** The id of the provider. A route parameter that is a list is an error. */
  provider: RouteParameter;
  issuer: string | undefined;
  /** The name of an attribute. `null` stands for the NameID. */
  subjectAttribute: string | null | undefined;
  /** The trusted domains. `[]` stands for none. */
  emailDomains: ProviderOptions['emailDomains'];
  /** The attribute names. `{}` stands for the usual ones. */
  attributes: ProviderOptions['attributes'];
}

/** The options of a provider, each as a value or as a function that reads it from the request. */
export type RequestProviderOptions<Req = WebRequest> = {
  [Name in keyof ProviderOptions]: ProviderOptions[Name] | RequestResolver<RequestOptionValues[Name], Req>;
};

/**
 * The options of `jit.wrap` for the sign-ins of one provider, or of the providers behind a `MultiSamlStrategy`.
 *
 * Each option is a value, or a function of the request. If a function returns `undefined`, the sign-in is refused, with
 * `tenant_unknown` for `tenant` and `provider_unknown` for every other option; no default replaces it. If a function
 * throws or returns an invalid value, the sign-in ends with an error. A SAML strategy whose `tenant` or `provider` is a
 * function needs `issuer`, because identity providers that share a signing key could otherwise sign in to each other's
 * tenants.
 *
 * @example
 * ```ts
 * // The app's own table of connections: the route parameter determines tenant, provider and issuer together.
 * const connections = new Map([['acme-okta', { tenant: 'acme', issuer: 'http://www.okta.com/exk1' }]]);
 * const connectionOf = (req: { params: Record<string, unknown> }) => connections.get(String(req.params.connection));
 * passport.use(
 *   'saml',
 *   jit.wrap(strategy, {
 *     provider: (req) => req.params.connection,
 *     tenant: (req) => connectionOf(req)?.tenant,
 *     issuer: (req) => connectionOf(req)?.issuer,
 *   }),
 * );
 * ```
 */
export interface WrapOptions<Req = WebRequest> extends RequestProviderOptions<Req> {
  /**
   * The tenant whose users sign in, or a function of the request and the verified identity.
   *
   * @default 'default'
   */
  tenant?: SignInTenantOption<Req>;
}
