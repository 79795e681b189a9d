/** The rules by which an adoption links users at their first sign-in at a provider. */
export interface AdoptionRules {
  /** @default 'default' */
  tenant?: string;
  /** The option `provider` of `jit.wrap`, which needs `emailDomains`: addresses of other domains are not linked. */
  provider: string;
  /**
   * Links only users who have an identity at this provider, for a change of identity provider.
   *
   * @default all users
   */
  from?: string;
  /** The key that finds a user: the trusted address of the sign-in. */
  match: 'email';
  /**
   * Links owners and break-glass users as well. Without it, use `jit.identities.link` for them.
   *
   * @default false
   */
  includeOwners?: boolean;
}

/** The adoption that `jit.adoption.start` opens. */
export interface StartAdoptionOptions extends AdoptionRules {
  /** The time when it ends automatically: at most 90 days from now. */
  until: Date;
  /** The actor, for the audit log: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
}

/** The adoption that `jit.adoption.stop` ends. */
export interface StopAdoptionOptions {
  /** @default 'default' */
  tenant?: string;
  provider: string;
  /**
   * Removes all identities at the provider `from` of the adoption, and ends the sessions that began there.
   *
   * @default false
   */
  unlinkFrom?: boolean;
  /** The actor, for the audit log: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
}

/** The state of an adoption. */
export interface AdoptionStatus {
  provider: string;
  from: string | null;
  includeOwners: boolean;
  startedAt: Date;
  startedBy: string;
  until: Date;
  /** Whether first sign-ins are linked now. */
  isOpen: boolean;
  /** Active users of the tenant with an identity at the provider. */
  linked: number;
  /** Active users without one; with `from`, only those who have an identity there. */
  remaining: number;
}

/** An identity that a provider is expected to send. */
export interface RehearsedIdentity {
  subject: string;
  email?: string | null;
}

/** The adoption that `jit.adoption.rehearse` simulates. */
export interface RehearseOptions extends AdoptionRules {
  /**
   * The users of the provider, for example from its export. Without them, the rehearsal reports only the users whom no
   * address can match.
   *
   * @default []
   */
  identities?: AsyncIterable<RehearsedIdentity> | Iterable<RehearsedIdentity>;
  /** The domains that the provider decides about, as in `jit.wrap`. */
  emailDomains: readonly string[];
}

/**
 * What an adoption would do with one identity or user:
 * - `linked`: the identity signs in as the user
 * - `alreadyLinked`: the user has this identity
 * - `unmatched`: no user has the address, so the identity belongs to a new user
 * - `duplicate`: an earlier identity of the rehearsal has the same address, so this one is refused
 * - `refused`: a user has the address, but is not linked, for the reason in `reason`
 * - `leftOver`: an active user whom no identity matches
 */
export interface RehearsalItem {
  result: 'linked' | 'alreadyLinked' | 'unmatched' | 'duplicate' | 'refused' | 'leftOver';
  reason?: 'noAddress' | 'otherDomain' | 'inactive' | 'owner' | 'hasIdentity' | 'notFromProvider';
  subject: string | null;
  email: string | null;
  userId: string | null;
}

/** Links existing users at their first sign-in at a provider. */
export interface AdoptionApi {
  /**
   * Opens an adoption: until it ends, a first sign-in at the provider is linked to the active user who has its trusted
   * address and no identity at the provider, and is synced in the same transaction (outcome `linked`). It also works under
   * enhanced sync. The domain of the address must be in `emailDomains` of the provider.
   *
   * @throws {InvalidInputError} `options_invalid`
   * @throws {ProvisioningError} `adoption_open` if one is open at this provider, `tenant_invalid`
   *
   * @example
   * ```ts
   * const until = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000);
   * await jit.adoption.start({ provider: 'company', match: 'email', until, actor: 'ada@example.com' });
   * ```
   */
  start(options: StartAdoptionOptions): Promise<AdoptionStatus>;
  /**
   * The last adoption at a provider, with the numbers of users.
   *
   * @returns `undefined` if there has been none
   * @throws {ProvisioningError} `tenant_invalid`
   *
   * @example
   * ```ts
   * const status = await jit.adoption.status({ provider: 'company' });
   * console.log(`${status?.linked} linked, ${status?.remaining} remaining`);
   * ```
   */
  status(options: { tenant?: string; provider: string }): Promise<AdoptionStatus | undefined>;
  /**
   * Ends an adoption. Linked users stay linked.
   *
   * @returns the state afterwards, `undefined` if there has been none
   * @throws {InvalidInputError} `options_invalid`
   * @throws {ProvisioningError} `tenant_invalid`
   *
   * @example
   * ```ts
   * await jit.adoption.stop({ provider: 'entra', unlinkFrom: true, actor: 'ada@example.com' });
   * ```
   */
  stop(options: StopAdoptionOptions): Promise<AdoptionStatus | undefined>;
  /**
   * Simulates an adoption, and writes nothing. It yields one item for each identity, and then one for each active user
   * whom none of them matches.
   *
   * @throws {InvalidInputError} `options_invalid`, at the first step
   * @throws {ProvisioningError} `tenant_invalid`, at the first step
   *
   * @example
   * ```ts
   * const identities = [{ subject: '00u1a2b3c4d5e6f7g8h9', email: 'ada@example.com' }];
   * const rules = { provider: 'company', match: 'email', emailDomains: ['example.com'] } as const;
   * for await (const { result, reason, email } of jit.adoption.rehearse({ ...rules, identities }))
   *   console.log(result, reason, email);
   * ```
   */
  rehearse(options: RehearseOptions): AsyncIterable<RehearsalItem>;
}
