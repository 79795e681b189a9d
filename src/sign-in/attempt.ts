import type { ProvisioningContext } from '../context';
import { groupsHash } from '../entities/identity';
import type { UserBase } from '../entities/user';
import { readClaims, type Claims } from '../identity/claims';
import { emailKey, isTrustedEmail } from '../identity/email';
import { hasGroups } from '../identity/groups';
import { readSid } from '../identity/oidc-claims';
import { readSubject, readUnqualifiedSubject, type VerifiedIdentity } from '../identity/verified-identity';
import { namesGroup } from '../mapping/named-groups';
import type { ProviderOptions } from '../options/provider-options';
import { NO_REMOVALS } from '../plan/removal-safeguard';
import type { PlanInput } from '../plan/plan-input';
import { applyGroupsPolicy, knownNames } from '../plan/groups-policy';
import { readsGroups, relevantGroups } from '../plan/relevant-groups';
import { groupSourcesOf, type GroupSources } from '../settings/group-sources';
import type { CompiledSettings } from '../settings/settings';
import type { SessionOrigin } from '../session/session-origin';
import type { SessionGenerations } from '../store/session-generations';
import { ALL_EXIST } from '../store/teams';
import type { SignInKey, SignInLookup, SignInRow } from '../store/user-reader';
import { UserWriter } from '../store/user-writer';
import type { Connection } from '../database/statement';
import { addSentSources, hasSentMissing } from './group-sources';
import { createGroupsResolver } from './resolve-groups';

/** The result of the one read of a sign-in. */
export interface SignInSnapshot {
  /** The user with this identity, and the row of the identity. */
  readonly existing: SignInRow['match'];
  /** The input of the planner. It assumes that all teams exist and that the counted facts do not matter. */
  readonly input: PlanInput<UserBase>;
  /** The hash of the groups that decide the sign-in; null if no groups do. */
  readonly groupsHash: string | null;
  /** The sources at which the provider has sent groups, if this sign-in adds one. */
  readonly sentSources?: readonly string[] | undefined;
}

/** One sign-in: a verified identity of a provider, in a tenant. */
export class SignInAttempt {
  readonly context: ProvisioningContext;
  readonly identity: VerifiedIdentity;
  readonly key: SignInKey;
  readonly #lookup: SignInLookup;
  readonly #provider: ProviderOptions;
  readonly #resolveGroups: ReturnType<typeof createGroupsResolver>;
  /** The generations of the first read: a retry must not accept a later one, from after sessions were ended. */
  #tenantGenerations: Pick<SessionGenerations, 'tenant' | 'provider'> | undefined;
  readonly #userGenerations = new Map<string, number>();
  readonly #customColumns = new WeakMap<UserBase, Promise<Partial<UserBase>>>();

  /** @throws {ProvisioningError} `subject_transient`, `subject_invalid` */
  constructor(
    context: ProvisioningContext,
    identity: VerifiedIdentity,
    provider: ProviderOptions,
    tenant: string,
  ) {
    const subject = readSubject(identity, provider.subjectAttribute);
    this.context = context;
    this.identity = identity;
    this.key = { tenant, provider: provider.provider, subject };
    const unqualifiedSubject = readUnqualifiedSubject(identity, provider.subjectAttribute);
    this.#lookup = { ...this.key, unqualifiedSubject };
    this.#provider = provider;
    this.#resolveGroups = createGroupsResolver(context, identity);
  }

  /** Reads the user, the identity and the settings in one statement. */
  async load(connection: Connection, reload = false): Promise<SignInSnapshot> {
    const { database, reader, batcher, settings: source, options } = this.context;
    const { tenant, provider } = this.key;
    const cachedSettings = source.cached(tenant);
    const cachedSources = cachedSettings && groupSourcesOf(cachedSettings, provider);
    const hasGroupAttribute = cachedSources !== undefined && this.#hasAllGroups(cachedSources) && !reload;
    const row = await (connection === options.dataSource
      ? batcher.loadForSignIn(this.#lookup, cachedSettings, hasGroupAttribute)
      : reader.loadForSignIn(connection, this.#lookup, cachedSettings, hasGroupAttribute));
    this.#tenantGenerations ??= row.generations;
    if (row.match !== undefined) this.rememberGeneration(row.match.user, row.match.sessionGeneration);
    const settings = source.fromRow(tenant, row.settings, cachedSettings);
    const sources = groupSourcesOf(settings, provider);
    // The settings name other sources by now, and nothing arrived there.
    if (row.providerHasSentGroups === undefined && !this.#hasAllGroups(sources))
      return this.load(connection, true);
    const startedAt = performance.now();
    const claims = this.#readClaims(settings, sources);
    const existing = this.#ownMatch(row, claims);
    const resolution = this.#resolveGroups(claims);
    const parsedAt = performance.now();
    const { groups: resolvedGroups, problem } = resolution instanceof Promise ? await resolution : resolution;
    const resolvedAt = performance.now();
    const effective = applyGroupsPolicy(
      resolvedGroups,
      options.groupsPolicy,
      // After a failed `resolveGroups` the groups are unknown, so "not sent" must not count as "none".
      problem === undefined && hasSentMissing(resolvedGroups, sources, row),
    );
    const groups =
      effective.decision !== 'apply' && problem !== undefined ? { ...effective, problem } : effective;
    const names = knownNames(groups);
    const appliedHash = names === undefined ? null : groupsHash(names);
    // Thousands of groups take longer than all else. The time that the app's hook takes is not that of the process.
    await database.throttle.rest(parsedAt - startedAt + performance.now() - resolvedAt);
    const input: PlanInput<UserBase> = {
      provider,
      claims,
      groups,
      settings,
      match: existing === undefined ? { kind: 'none' } : { kind: 'known', ...existing },
      teams: ALL_EXIST,
      otherOwners: Infinity,
      removals: NO_REMOVALS,
      rules: options.rules,
    };
    return {
      existing,
      input,
      groupsHash: appliedHash,
      sentSources: readsGroups(settings, provider)
        ? addSentSources(claims.groups, sources, row.sentSources)
        : undefined,
    };
  }

  /** Whether groups came at the one source of which the row of the identity says so. */
  #hasAllGroups({ sources, isPrimary }: GroupSources): boolean {
    return isPrimary && sources.every((source) => hasGroups(this.identity, source));
  }

  #readClaims(settings: CompiledSettings, { sources, groupFormat, attributes }: GroupSources): Claims {
    const { compiledMapping } = settings;
    const { provider } = this.key;
    const isMapped = (name: string) => namesGroup(compiledMapping, name, { provider });
    const claims = readClaims(
      this.identity,
      {
        ...this.#provider,
        attributes: { ...this.#provider.attributes, ...attributes },
        groupFormat,
        isMapped,
      },
      sources,
      this.context.options.avatarProtocols,
    );
    claims.groups = relevantGroups(claims.groups, settings, provider);
    return claims;
  }

  /** The match, unless it belongs to another user: a collation may find a different subject. */
  #ownMatch({ match }: SignInRow, { issuer, email }: Claims): SignInRow['match'] {
    if (match === undefined || match.subject === this.key.subject) return match;
    // The identity was stored before qualifiers were read. Two users whose NameIDs differ only in the qualifier rarely
    // have the same address.
    const isSameUser =
      match.subject === this.#lookup.unqualifiedSubject &&
      match.issuer === issuer &&
      (email === undefined || match.user.email === null || emailKey(email) === emailKey(match.user.email));
    return isSameUser ? match : undefined;
  }

  /** Whether the provider is configured to decide about the domain of an address. */
  isEmailInDomains(email: string): boolean {
    return isTrustedEmail(email, undefined, this.#provider.emailDomains);
  }

  /** Remembers a user's session generation of the first read. */
  rememberGeneration({ id }: UserBase, generation: number): void {
    if (!this.#userGenerations.has(id)) this.#userGenerations.set(id, generation);
  }

  /**
   * The generations with which a session of the user is compared later. A user whom this sign-in created has generation
   * 0.
   */
  sessionOrigin({ id }: UserBase): SessionOrigin {
    const { tenant = 0, provider = 0 } = this.#tenantGenerations ?? {};
    const user = this.#userGenerations.get(id) ?? 0;
    const sid = readSid(this.identity);
    return {
      provider: this.key.provider,
      generations: { user, tenant, provider },
      ...(sid === undefined ? {} : { providerSession: { sid, since: Date.now() } }),
    };
  }

  /**
   * The columns of the app that `assignUser` changes for an existing user, with `syncProfile`. It is called once for
   * each user that was read.
   */
  customColumns(user: UserBase): Promise<Partial<UserBase>> {
    const { options } = this.context;
    if (!options.rules.syncProfile) return Promise.resolve({});
    const known = this.#customColumns.get(user);
    if (known !== undefined) return known;
    const writer = new UserWriter(this.context, options.dataSource.manager, this.identity);
    const columns = writer.assignCustomColumns(user, { includeProfile: false });
    this.#customColumns.set(user, columns);
    return columns;
  }
}
