import type { GrantSource } from '../entities/grant';
import type { GroupsState } from '../identity/groups';
import type { Plan } from '../plan/plan';
import type { CurrentUser } from '../plan/plan-input';
import { jsonBytes } from '../validation/json';
import type { SignInAttempt, SignInSnapshot } from './attempt';

/** What the identity provider sent, for the audit log: names and groups, never tokens or the values of other attributes. */
export interface Arrival {
  protocol: string;
  issuer: string;
  /** The format of the NameID. */
  subjectFormat?: string;
  /** The names of the attributes or claims. */
  attributes: readonly string[];
  omittedAttributes?: number;
  groupsState: GroupsState;
  groups: readonly string[];
  omittedGroups?: number;
}

/**
 * Why a grant was removed:
 * - `groupsNotSent`: no groups came, and the policy treats that as none
 * - `groupGone`: the group that had given it did not come
 * - `mappingChanged`: the group came, but the mapping no longer gives the grant
 * - `manual`: the grant was made by hand, and the mapping does not give it
 */
export type LossCause = 'groupsNotSent' | 'groupGone' | 'mappingChanged' | 'manual';

/** Why the removals of an event happened, in the order of its changes. */
export interface Loss {
  cause: LossCause;
  /** The group that had given the grant. */
  group?: string;
}

const MAX_ATTRIBUTES_BYTES = 1500;
const MAX_GROUPS_BYTES = 3500;
const MAX_LOSSES_BYTES = 1500;

/** Describes a sign-in in at most 8 kB. */
export function describeArrival({ identity }: SignInAttempt, { input }: SignInSnapshot): Arrival {
  const { protocol, issuer, subjectFormat, attributes } = identity;
  const { groups } = input.claims;
  const names = limitBytes(Object.keys(attributes), MAX_ATTRIBUTES_BYTES);
  const sent = limitBytes(groups.state === 'present' ? groups.names : [], MAX_GROUPS_BYTES);
  return {
    protocol,
    issuer,
    ...(subjectFormat === undefined ? {} : { subjectFormat: subjectFormat.slice(0, 200) }),
    attributes: names.kept,
    ...(names.omitted === 0 ? {} : { omittedAttributes: names.omitted }),
    groupsState: groups.state,
    groups: sent.kept,
    ...(sent.omitted === 0 ? {} : { omittedGroups: sent.omitted }),
  };
}

/** Explains the removals of a plan. It is called before the user is changed. */
export function explainLosses({ existing, input }: SignInSnapshot, { changes }: Plan): Loss[] {
  if (existing === undefined) return [];
  const { groups } = input;
  const sent = new Set(groups.decision === 'apply' ? groups.names : []);
  const arrived = input.claims.groups.state;
  const losses = changes.flatMap((change): Loss[] => {
    if (change.action !== 'remove') return [];
    const { source, group } = originOf(existing.user, change);
    if (source === 'manual') return [{ cause: 'manual' }];
    const named = group === null ? {} : { group };
    if (arrived === 'absent' || arrived === 'overage' || arrived === 'malformed')
      return [{ cause: 'groupsNotSent', ...named }];
    return [{ cause: group !== null && sent.has(group) ? 'mappingChanged' : 'groupGone', ...named }];
  });
  return limitBytes(losses, MAX_LOSSES_BYTES).kept;
}

type Removal = Extract<Plan['changes'][number], { action: 'remove' }>;

function originOf(user: CurrentUser, removal: Removal): { source: GrantSource; group: string | null } {
  const { previousSource: source } = removal;
  const { kind } = removal;
  switch (kind) {
    case 'membership':
      return {
        source,
        group: user.memberships.find(({ team }) => team.name === removal.team)?.group ?? null,
      };
    case 'caseGroup': {
      const grant = user.caseGroupMemberships.find(
        ({ caseGroup }) => caseGroup.name === removal.caseGroup && caseGroup.team.name === removal.team,
      );
      return { source, group: grant?.group ?? null };
    }
    case 'owner':
      return { source, group: user.ownerGroup };
    case 'permission':
      return {
        source,
        group:
          user.tenantPermissions.find(({ permission }) => permission === removal.permission)?.group ?? null,
      };
  }
}

function limitBytes<Item>(items: readonly Item[], maxBytes: number): { kept: Item[]; omitted: number } {
  let bytes = 0;
  const kept: Item[] = [];
  for (const item of items) {
    bytes += jsonBytes(item) + 1;
    if (bytes > maxBytes) break;
    kept.push(item);
  }
  return { kept, omitted: items.length - kept.length };
}
