import type { Groups } from '../identity/groups';
import type { DenialCode } from '../errors';

/**
 * The reaction to a sign-in without a usable list of groups:
 * - `keep`: the grants stay as they are, and the event is audited
 * - `revoke`: the user counts as a member of no group
 * - `deny`: the sign-in is refused if the groups would decide anything: that of a new user and, under enhanced sync,
 *   every sign-in
 */
export type GroupsPolicy = 'keep' | 'revoke' | 'deny';

/** The policy for each state of the groups without a usable list. */
export interface GroupsPolicies {
  /**
   * The provider did not send the attribute. Many providers omit it for a user without groups, and a misspelled name
   * looks the same. Therefore `auto` means "no groups" only if the provider has sent the attribute before; otherwise
   * the grants stay.
   *
   * @default 'auto'
   */
  absent?: GroupsPolicy | 'auto';
  /**
   * The provider signaled too many groups, and `resolveGroups` returned none either.
   *
   * @default 'keep'
   */
  overage?: GroupsPolicy;
  /**
   * The value was not a list of names.
   *
   * @default 'keep'
   */
  malformed?: GroupsPolicy;
}

/** The groups that decide the sign-in, or the reason why none do. */
export type EffectiveGroups =
  | { decision: 'apply'; names: readonly string[] }
  /** With `names`, those of the sources that came: they give grants, and nothing is taken. */
  | ({ decision: 'keep'; names?: readonly string[] } & UnusableGroups)
  | ({ decision: 'deny'; code: DenialCode } & UnusableGroups);

interface UnusableGroups {
  state: 'absent' | 'overage' | 'malformed';
  problem?: string;
  /** The separator between several groups that arrived as one value. */
  separator?: ';' | ',';
}

/** @param providerHasSentGroups whether this provider has ever sent what is missing: the attribute, or those of several */
export function applyGroupsPolicy(
  groups: Groups,
  policies: GroupsPolicies,
  providerHasSentGroups: boolean,
): EffectiveGroups {
  switch (groups.state) {
    case 'present':
    case 'empty': {
      const names = groups.state === 'present' ? groups.names : [];
      const { missing = [] } = groups;
      if (missing.length === 0) return { decision: 'apply', names };
      const problem = `nothing came at ${missing.map((source) => JSON.stringify(source)).join(', ')}`;
      const effective = applyPolicy('absent', absentPolicy(policies, providerHasSentGroups), { problem });
      return effective.decision === 'deny' ? effective : { ...effective, names };
    }
    case 'absent':
      return applyPolicy('absent', absentPolicy(policies, providerHasSentGroups));
    case 'overage':
      return applyPolicy('overage', policies.overage ?? 'keep');
    case 'malformed':
      return applyPolicy('malformed', policies.malformed ?? 'keep', groups);
  }
}

/** The names by which grants are given; `undefined` where no list of groups came. */
export function knownNames(groups: EffectiveGroups): readonly string[] | undefined {
  return groups.decision === 'deny' ? undefined : groups.names;
}

function absentPolicy({ absent = 'auto' }: GroupsPolicies, providerHasSentGroups: boolean): GroupsPolicy {
  if (absent !== 'auto') return absent;
  return providerHasSentGroups ? 'revoke' : 'keep';
}

function applyPolicy(
  state: 'absent' | 'overage' | 'malformed',
  policy: GroupsPolicy,
  { problem, separator }: Omit<UnusableGroups, 'state'> = {},
): EffectiveGroups {
  const details = {
    state,
    ...(problem === undefined ? {} : { problem }),
    ...(separator === undefined ? {} : { separator }),
  };
  switch (policy) {
    case 'keep':
      return { decision: 'keep', ...details };
    case 'revoke':
      return { decision: 'apply', names: [] };
    case 'deny':
      return { decision: 'deny', code: `groups_${state}`, ...details };
  }
}
