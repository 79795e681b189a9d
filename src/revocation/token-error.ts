/** Why a request that should end access is refused; also `details.code` of the audit event `tokenRefused`. */
export type TokenProblem =
  /** The provider or the tenant is not known: a function of the options yielded `undefined`. */
  | 'connection_unknown'
  /** The request is not as the standard says. */
  | 'request_invalid'
  | 'body_too_large'
  | 'body_timeout'
  /** The token is no JWT, or a claim is missing or wrong. */
  | 'token_invalid'
  | 'token_expired'
  | 'signature_invalid'
  /** No key of the provider fits, or the algorithm is not allowed. */
  | 'key_unknown'
  | 'issuer_unknown'
  | 'audience_unknown'
  | 'token_replayed'
  /** The user is not known at this provider. */
  | 'subject_unknown'
  /** The keys of the provider cannot be loaded. */
  | 'keys_unavailable'
  /** The provider has sent too many tokens. */
  | 'too_many_tokens';

/** A request is refused. The message is for the sender: it has nothing of the token in it. */
export class TokenError extends Error {
  constructor(
    readonly problem: TokenProblem,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'TokenError';
  }
}
