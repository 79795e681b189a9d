/** An identity of a user. */
export interface LinkedIdentity {
  provider: string;
  /** The NameID, the value of `subjectAttribute`, or `sub`. */
  subject: string;
  /** The SAML entity id, or `iss`. */
  issuer: string;
  /** The time when a sign-in or a call linked the identity. */
  linkedAt: Date;
  /** The time of the last sync at a sign-in of this identity; null without one. */
  lastSyncedAt: Date | null;
}

/** The options of `jit.identities.list`. */
export interface ListIdentitiesOptions {
  /** @default 'default' */
  tenant?: string;
}

/** The identity that `jit.identities.unlink` removes. */
export interface UnlinkOptions {
  userId: string;
  /** @default 'default' */
  tenant?: string;
  /** The option `provider` of `jit.wrap`. */
  provider: string;
  /** The NameID, the value of `subjectAttribute`, or `sub`: exactly as the provider sends it. */
  subject: string;
  /** The actor, for the audit log: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
}

/** The identity that `jit.identities.link` and `relink` add. */
export interface LinkOptions extends UnlinkOptions {
  /** The SAML entity id, or `iss`: exactly as the provider sends it. A sign-in with another issuer is refused. */
  issuer: string;
}

/** Reads and changes the identities that sign in as a user. */
export interface IdentitiesApi {
  /**
   * The identities of a user, in the order of providers and subjects.
   *
   * @throws {ProvisioningError} `user_not_found`, `tenant_invalid`
   *
   * @example
   * ```ts
   * for (const { provider, subject } of await jit.identities.list(user.id)) console.log(provider, subject);
   * ```
   */
  list(userId: string, options?: ListIdentitiesOptions): Promise<LinkedIdentity[]>;
  /**
   * Links an identity to a user: its next sign-in is a sign-in of this user. It also works under enhanced sync, where the
   * next sign-in syncs the grants. An invited user is no longer invited. Nothing changes if the user already has this
   * identity.
   *
   * @throws {InvalidInputError} `options_invalid`
   * @throws {ProvisioningError} `identity_taken` if another user has the identity, `user_not_found`, `tenant_invalid`
   *
   * @example
   * ```ts
   * await jit.identities.link({
   *   userId,
   *   provider: 'entra',
   *   subject: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
   *   issuer: 'https://login.microsoftonline.com/1b4e28ba-2fa1-11d2-883f-0016d3cca427/v2.0',
   *   actor: 'ada@example.com',
   * });
   * ```
   */
  link(options: LinkOptions): Promise<void>;
  /**
   * Removes an identity from a user, and ends all sessions of the user. Grants stay. The next sign-in of this identity is
   * that of an unknown user.
   *
   * @returns whether the user had the identity
   * @throws {InvalidInputError} `options_invalid`
   * @throws {ProvisioningError} `user_not_found`, `tenant_invalid`
   *
   * @example
   * ```ts
   * await jit.identities.unlink({ userId, provider: 'okta', subject: '00u1a2b3c4d5e6f7g8h9', actor: 'ada@example.com' });
   * ```
   */
  unlink(options: UnlinkOptions): Promise<boolean>;
  /**
   * Replaces all identities of a user at a provider with one, in one transaction, and ends all sessions of the user:
   * for a provider that sends new subjects, or has a new issuer.
   *
   * @throws {InvalidInputError} `options_invalid`
   * @throws {ProvisioningError} `identity_taken` if another user has the identity, `user_not_found`, `tenant_invalid`
   *
   * @example
   * ```ts
   * await jit.identities.relink({
   *   userId,
   *   provider: 'okta',
   *   subject: '00u9z8y7x6w5v4u3t2s1',
   *   issuer: 'https://new.okta.com',
   *   actor: 'ada@example.com',
   * });
   * ```
   */
  relink(options: LinkOptions): Promise<void>;
}
