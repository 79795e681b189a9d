import type { Groups } from '../identity/groups';
import { resolve } from '../mapping/resolve';
import type { ResolvedOptions } from '../options';
import { NO_LOSSES } from '../plan/losses';
import { plan, type Plan, type Rules } from '../plan/plan';
import type { Directory } from '../plan/sync';
import { usableGroups } from '../plan/usable-groups';
import { knownTeams } from '../settings/known-teams';
import type { CompiledSettings } from '../settings/settings';
import type { LastSeen } from './everybody';

/**
 * A round in which everybody signs in once, one after the other, with the groups that they last came with. It asks the
 * planner of every sign-in, and keeps what one sign-in leaves for the next one: how many owners there are, and which
 * providers are known to send groups. Nothing is written. A wave of losses is not held: what is held comes later.
 */
export class Round {
  private readonly rules: Rules;

  private constructor(
    private readonly options: ResolvedOptions,
    private readonly settings: CompiledSettings,
    private readonly directory: Directory,
    /** Providers that have ever sent the group attribute. */
    private readonly senders: Set<string>,
    private owners: number,
  ) {
    this.rules = { ...options.rules, lossLimits: false };
  }

  /** @param protectsLastOwner whether the last owner stays one, as at sign-ins; else it shows what the mapping says */
  static async begin(
    options: ResolvedOptions,
    settings: CompiledSettings,
    { protectsLastOwner = true } = {},
  ): Promise<Round> {
    const { manager } = options.dataSource;
    const { User, Identity } = options.entities;
    const { tenant, groupAttribute } = settings;
    const teams = await knownTeams(manager, options.entities, tenant);
    const directory: Directory = {
      hasTeam: (team) => teams.has(team),
      hasCaseGroup: (team, caseGroup) => teams.get(team)?.has(caseGroup) ?? false,
    };
    const senders = await manager
      .createQueryBuilder(Identity, 'identity')
      .select('identity.provider', 'provider')
      .distinct()
      .where('identity.tenant = :tenant AND identity.groupAttribute = :groupAttribute', {
        tenant,
        groupAttribute,
      })
      .getRawMany<{ provider: string }>();
    const owners = protectsLastOwner
      ? await manager.countBy(User, { tenant, tenantOwner: true, active: true, invited: false })
      : Infinity;
    return new Round(options, settings, directory, new Set(senders.map(({ provider }) => provider)), owners);
  }

  /** What the next sign-in of this user does; `undefined` for somebody who has never signed in. */
  signIn(user: LastSeen): Plan | undefined {
    const { identity } = user;
    const sent = this.#sent(user);
    if (identity === undefined || sent === undefined) return undefined;
    const { provider, issuer } = identity;
    const { groupsPolicies } = this.options;
    const groups = this.#resolved(user, sent);
    const decided = plan({
      provider,
      claims: { issuer, subject: '', emailTrusted: false, groups: sent, leftOut: [] },
      groups: usableGroups(groups, groupsPolicies, this.senders.has(provider)),
      settings: this.settings,
      found: { as: 'known', user, issuer },
      directory: this.directory,
      otherOwners: this.owners - (countsAsOwner(user) ? 1 : 0),
      losses: NO_LOSSES,
      rules: this.rules,
    });
    this.#leave(user, decided, sent, provider);
    return decided;
  }

  /** Whether the mapping gives this user anything that there is. */
  gives(user: LastSeen): boolean {
    const { createMissingTeams } = this.rules;
    const { directory } = this;
    const sent = this.#sent(user);
    const groups = sent && this.#resolved(user, sent);
    if (groups?.state !== 'present') return false;
    return resolve(groups.names, this.settings.compiled).grants.some((grant) => {
      if (createMissingTeams || grant.kind === 'owner' || grant.kind === 'permission') return true;
      return grant.kind === 'membership'
        ? directory.hasTeam(grant.team)
        : directory.hasCaseGroup(grant.team, grant.caseGroup);
    });
  }

  #sent(user: LastSeen): Groups | undefined {
    switch (user.groupsState) {
      case 'present':
        return namesOf(user);
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

  /** The app's hook is taken to say what it said last time. */
  #resolved(user: LastSeen, sent: Groups): Groups {
    return this.options.resolveGroups !== undefined && sent.state === 'overage' ? namesOf(user) : sent;
  }

  #leave(user: LastSeen, { decision, changes }: Plan, sent: Groups, provider: string): void {
    const isRefused = decision === 'deny' && changes.length === 0;
    if (!isRefused && (sent.state === 'present' || sent.state === 'empty')) this.senders.add(provider);
    if (!user.active || user.invited) return;
    for (const { kind, action } of changes) {
      if (kind !== 'owner' || action === 'attribute') continue;
      this.owners += action === 'add' ? 1 : -1;
    }
  }
}

/** Whether somebody could act as an owner: an invitation that nobody accepted owns nothing yet. */
export function countsAsOwner({ tenantOwner, active, invited }: LastSeen): boolean {
  return tenantOwner && active && !invited;
}

function namesOf({ identityProviderGroups }: LastSeen): Groups {
  const names = identityProviderGroups ?? [];
  return names.length === 0 ? { state: 'empty' } : { state: 'present', names };
}
