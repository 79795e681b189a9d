import type { Groups } from '../identity/groups';
import type { DenialCode } from '../errors';

/**
 * What to do when no list of groups came:
 * - `keep`: leave the grants as they are, and record it
 * - `revoke`: as if the person were in no group
 * - `deny`: refuse the sign-in, wherever the groups would decide something: that of a newcomer, and under enhanced sync
 *   every one
 */
export type GroupsPolicy = 'keep' | 'revoke' | 'deny';

/** What to do for each state of the groups in which there is no list to go by. */
export interface GroupsPolicies {
  /**
   * The provider sent no such attribute. Many providers omit it for a user without groups, and a misspelled name looks
   * the same, so by default (`auto`) it means "none" only at a provider that has sent it before.
   *
   * @default 'auto'
   */
  absent?: GroupsPolicy | 'auto';
  /**
   * The provider said that there were too many groups to send, and `resolveGroups` gave none either.
   *
   * @default 'keep'
   */
  overage?: GroupsPolicy;
  /**
   * Something else than a list of names came.
   *
   * @default 'keep'
   */
  malformed?: GroupsPolicy;
}

/** The groups to go by, or why there are none to go by. */
export type EffectiveGroups =
  | { decision: 'apply'; names: readonly string[] }
  | ({ decision: 'keep' } & UnusableGroups)
  | ({ decision: 'deny'; code: DenialCode } & UnusableGroups);

interface UnusableGroups {
  state: 'absent' | 'overage' | 'malformed';
  problem?: string;
  /** What joins several groups that came as one value. */
  separator?: ';' | ',';
}

/** @param providerHasSentGroups whether this provider has ever sent the attribute under this name */
export function applyGroupsPolicy(
  groups: Groups,
  policies: GroupsPolicies,
  providerHasSentGroups: boolean,
): EffectiveGroups {
  switch (groups.state) {
    case 'present':
      return { decision: 'apply', names: groups.names };
    case 'empty':
      return { decision: 'apply', names: [] };
    case 'absent': {
      const policy = policies.absent ?? 'auto';
      return applyPolicy('absent', policy === 'auto' ? (providerHasSentGroups ? 'revoke' : 'keep') : policy);
    }
    case 'overage':
      return applyPolicy('overage', policies.overage ?? 'keep');
    case 'malformed':
      return applyPolicy('malformed', policies.malformed ?? 'keep', groups);
  }
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
