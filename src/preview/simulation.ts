import type { EntityManager } from 'typeorm';
import { Database } from '../database/database';
import { countRows, readRows, runQuery } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import type { DenialCode } from '../errors';
import type { Groups } from '../identity/groups';
import { resolveGrants } from '../mapping/resolve-grants';
import type { ResolvedOptions } from '../options/options';
import { NO_REMOVALS } from '../plan/removal-safeguard';
import { plan, type Plan } from '../plan/plan';
import type { PlanRules, TeamLookup } from '../plan/plan-input';
import { applyGroupsPolicy } from '../plan/groups-policy';
import { relevantGroups, readsGroups } from '../plan/relevant-groups';
import { groupSourcesOf, primarySource } from '../settings/group-sources';
import { missingSources, sourcesWithGroups } from '../identity/groups';
import { parseSentSources } from '../store/sent-sources';
import { TenantTeams } from '../store/tenant-teams';
import type { CompiledSettings } from '../settings/settings';
import type { UserSnapshot } from '../store/load-grants';

/**
 * A simulation in which every user signs in once, one after the other, with the last known groups. It runs the planner
 * for every sign-in, and passes the effects of one sign-in on to the next one: the number of owners, and the providers
 * that are known to send groups. It writes nothing. It holds no mass removal: held removals take effect later.
 */
export class SignInSimulation {
  readonly #options: ResolvedOptions;
  readonly #settings: CompiledSettings;
  readonly #rules: PlanRules;
  readonly #teams: TeamLookup;
  readonly #sentSources: Map<string, Set<string>>;
  #ownerCount: number;

  private constructor(options: ResolvedOptions, settings: CompiledSettings, tenant: TenantFacts) {
    this.#options = options;
    this.#settings = settings;
    this.#rules = { ...options.rules, removalSafeguard: false };
    this.#teams = tenant.teams;
    this.#sentSources = tenant.sentSources;
    this.#ownerCount = tenant.ownerCount;
  }

  /**
   * @param options.protectLastOwner whether the last owner keeps owner status, as at sign-ins; otherwise the mapping
   *   decides
   */
  static async start(
    options: ResolvedOptions,
    settings: CompiledSettings,
    { protectLastOwner = true } = {},
  ): Promise<SignInSimulation> {
    const facts = await Database.of(options.dataSource).read(settings.tenant, (manager) =>
      loadTenantFacts(manager, options.entities, settings, protectLastOwner),
    );
    return new SignInSimulation(options, settings, facts);
  }

  /** The plan of this user's next sign-in; `undefined` for a user who has never signed in. */
  signIn(user: UserSnapshot): Plan | undefined {
    const { identity } = user;
    const sentGroups = this.#lastSentGroups(user);
    if (identity === undefined || sentGroups === undefined) return undefined;
    const { provider, issuer, isUnlinked } = identity;
    const { groupsPolicy } = this.#options;
    const groups = this.#resolvedGroups(user, sentGroups);
    const planned = plan({
      provider,
      claims: { issuer, subject: '', emailTrusted: false, groups: sentGroups, ignored: [] },
      groups: applyGroupsPolicy(groups, groupsPolicy, this.#hasSentMissing(groups, provider)),
      settings: this.#settings,
      match: { kind: 'known', user, issuer, isUnlinked },
      teams: this.#teams,
      otherOwners: this.#ownerCount - (isActiveOwner(user) ? 1 : 0),
      removals: NO_REMOVALS,
      rules: this.#rules,
    });
    this.#advance(user, planned, sentGroups, provider);
    return planned;
  }

  /**
   * Whether the groups of this user give any grant that exists. What every user has counts only where no entry names a
   * group: elsewhere it would hide that no group gives anything.
   */
  wouldGrantAnything(user: UserSnapshot): boolean {
    const { createMissingTeams } = this.#rules;
    const provider = user.identity?.provider;
    const sentGroups = this.#lastSentGroups(user);
    if (sentGroups === undefined || provider === undefined) return false;
    const groups = this.#resolvedGroups(user, sentGroups);
    const names = groups.state === 'present' ? groups.names : [];
    const reads = readsGroups(this.#settings, provider);
    return resolveGrants(names, this.#settings.compiledMapping, provider).grants.some((grant) => {
      if (reads && grant.group === null) return false;
      if (grant.kind === 'owner' || grant.kind === 'permission') return true;
      const caseGroup = grant.kind === 'caseGroup' ? grant.caseGroup : undefined;
      if (createMissingTeams) return !this.#teams.isDeleted(grant.team, caseGroup);
      return caseGroup === undefined
        ? this.#teams.hasTeam(grant.team)
        : this.#teams.hasCaseGroup(grant.team, caseGroup);
    });
  }

  #lastSentGroups(user: UserSnapshot): Groups | undefined {
    const groups = lastGroups(user);
    const { identity } = user;
    if (groups === undefined || identity === undefined) return groups;
    const { provider } = identity;
    const relevant = relevantGroups(groups, this.#settings, provider);
    return readsGroups(this.#settings, provider) ? this.#withMissing(relevant, provider) : relevant;
  }

  /** Of several sources, those at which the provider has never sent groups are missing at the next sign-in, too. */
  #withMissing(groups: Groups, provider: string): Groups {
    const { sources } = groupSourcesOf(this.#settings, provider);
    if (sources.length === 1 || (groups.state !== 'present' && groups.state !== 'empty')) return groups;
    const sent = this.#sentSources.get(provider);
    const missing = sources.filter((source) => sent?.has(source) !== true);
    // If all are missing, the groups are from a source that the settings no longer have.
    return missing.length === 0 || missing.length === sources.length ? groups : { ...groups, missing };
  }

  #hasSentMissing(groups: Groups, provider: string): boolean {
    const { sources } = groupSourcesOf(this.#settings, provider);
    const sent = this.#sentSources.get(provider);
    return missingSources(groups, sources).every((source) => sent?.has(source) === true);
  }

  #addSentSources(groups: Groups, provider: string): void {
    const sent = this.#sentSources.get(provider) ?? new Set();
    const { sources } = groupSourcesOf(this.#settings, provider);
    for (const source of sourcesWithGroups(groups, sources)) sent.add(source);
    this.#sentSources.set(provider, sent);
  }

  /** Assumes that `resolveGroups` of the app returns the same groups as at the last sign-in. */
  #resolvedGroups(user: UserSnapshot, sentGroups: Groups): Groups {
    const { resolveGroups, resolveGroupsFor } = this.#options;
    return resolveGroups !== undefined && resolveGroupsFor.some((state) => state === sentGroups.state)
      ? lastKnownGroups(user)
      : sentGroups;
  }

  #advance(user: UserSnapshot, { decision, changes }: Plan, sentGroups: Groups, provider: string): void {
    const isDenied = decision === 'deny' && changes.length === 0;
    if (!isDenied && readsGroups(this.#settings, provider)) this.#addSentSources(sentGroups, provider);
    if (!user.active || user.invited) return;
    for (const { kind, action } of changes) {
      if (kind !== 'owner' || action === 'reattribute') continue;
      this.#ownerCount += action === 'add' ? 1 : -1;
    }
  }
}

/** The facts about the tenant that the simulation reads before the first sign-in. */
interface TenantFacts {
  teams: TeamLookup;
  /** The sources at which each provider has sent groups at least once. */
  sentSources: Map<string, Set<string>>;
  ownerCount: number;
}

async function loadTenantFacts(
  manager: EntityManager,
  entities: EntitySet,
  settings: CompiledSettings,
  protectLastOwner: boolean,
): Promise<TenantFacts> {
  const { User, Identity, ProviderState } = entities;
  const { tenant } = settings;
  const primary = primarySource(settings);
  const teams = await TenantTeams.load(manager, entities, tenant);
  const senders = manager
    .createQueryBuilder(Identity, 'identity')
    // A deleted identity also proves what its provider sends.
    .withDeleted()
    .select('identity.provider', 'provider')
    .distinct()
    .where('identity.tenant = :tenant AND identity.groupAttribute = :primary', { tenant, primary });
  const senderRows = await runQuery<{ provider: string }>(manager, senders);
  const ownerCount = protectLastOwner
    ? await countRows(manager, User, { tenant, tenantOwner: true, active: true, invited: false })
    : Infinity;
  const stateRows = await readRows(manager, ProviderState, {
    properties: ['provider', 'sentSources'],
    where: { tenant },
  });
  const sentSources = new Map(
    stateRows.map((row) => [row.provider, new Set(parseSentSources(row.sentSources))]),
  );
  for (const { provider } of senderRows) {
    const sent = sentSources.get(provider) ?? new Set();
    sentSources.set(provider, sent.add(primary));
  }
  return { teams, sentSources, ownerCount };
}

/** Whether a refusal depends on the settings: a deactivated user and an unlinked identity are refused in any case. */
export function dependsOnSettings(code: DenialCode | undefined): boolean {
  return code !== 'user_deactivated' && code !== 'identity_unlinked';
}

/** Whether a user can act as an owner: an open invitation does not count. */
export function isActiveOwner({ tenantOwner, active, invited }: UserSnapshot): boolean {
  return tenantOwner && active && !invited;
}

/** The groups of the last sign-in, by their state; `undefined` for a user who has never signed in. */
function lastGroups(user: UserSnapshot): Groups | undefined {
  switch (user.groupsState) {
    case 'present':
      return lastKnownGroups(user);
    case 'empty':
    case 'absent':
    case 'overage':
      return { state: user.groupsState };
    case 'malformed':
      return { state: 'malformed', problem: 'as at the last sign-in' };
    case null:
      return undefined;
  }
}

function lastKnownGroups({ identityProviderGroups }: UserSnapshot): Groups {
  const names = identityProviderGroups ?? [];
  return names.length === 0 ? { state: 'empty' } : { state: 'present', names };
}
