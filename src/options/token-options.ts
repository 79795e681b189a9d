import type { RequestResolver, RouteParameter, TenantOption, WebRequest } from '../http/tenant';

/** A JWK set (RFC 7517, 5) as an object. */
export interface JsonWebKeySet {
  keys: readonly object[];
}

/**
 * Where the public keys of a provider are: the `https:` URL of its JWK set (`jwks_uri` in the metadata of an OpenID
 * provider), or the set itself. A URL is loaded at the first token, kept for 10 minutes, and loaded again for a key id that
 * is not in it, at most once a minute.
 */
export type KeySource = string | URL | JsonWebKeySet;

/**
 * Whose tokens an endpoint takes that ends access: `jit.backChannelLogout`, `jit.revokeTokens` and `jit.securityEvents`.
 *
 * Each option is a value, or a function of the request. Where a function yields `undefined`, the request is refused.
 */
export interface TokenEndpointOptions<Req = WebRequest> {
  /** The same id as in `jit.wrap`: the token ends access of users with an identity at this provider. */
  provider: string | RequestResolver<RouteParameter, Req>;
  /**
   * The tenant whose users the provider may sign out.
   *
   * @default 'default'
   */
  tenant?: TenantOption<Req>;
  /** The claim `iss` of the tokens, exactly; for `sub`, also the issuer of the identity. */
  issuer: string | RequestResolver<string | undefined, Req>;
  /** The claim `aud` of the tokens, or several of which one is enough: for a logout token the client id. */
  audience: string | readonly string[] | RequestResolver<string | readonly string[] | undefined, Req>;
  /** The keys that the tokens are signed with. */
  jwks: KeySource | RequestResolver<KeySource | undefined, Req>;
}
