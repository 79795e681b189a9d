import { entities, type Change } from 'passport-jit';
import type { DataSource } from 'typeorm';

type User = InstanceType<(typeof entities)['User']>;
type AuditEvent = InstanceType<(typeof entities)['AuditEvent']>;

/** What a user may do, by what it is in: team, team and case group, permission, owner status. */
export type Grants = Record<string, string>;

/** The same with where each grant comes from: `manual`, or provider, group and entry. */
export type ReasonedGrants = Record<string, { role: string; reason: string }>;

/** What has to be loaded along with a user for {@link grantsOf}. */
export const WITH_GRANTS = {
  memberships: { team: true },
  caseGroupMemberships: { caseGroup: { team: true } },
  tenantPermissions: true,
} as const;

/** The grants as they are in the database. */
export async function grantsNow({ manager }: DataSource, userId: string): Promise<Grants> {
  const relations = WITH_GRANTS;
  return roles(grantsOf(await manager.findOneOrFail(entities.User, { where: { id: userId }, relations })));
}

/** The grants as the record tells of them, from the first line to the last; it fails where the story has a hole. */
export async function grantsToldOf({ manager }: DataSource, userId: string): Promise<Grants> {
  const order = { at: 'ASC' } as const;
  return roles(grantsToldBy(await manager.find(entities.AuditEvent, { where: { user: userId }, order })));
}

export function grantsOf(user: User): ReasonedGrants {
  const { ownerSource: source, ownerProvider: provider, ownerGroup: group, ownerEntry: entry } = user;
  return Object.fromEntries([
    ...user.memberships.map((held) => [held.team.name, { role: held.role, reason: reason(held) }]),
    ...user.caseGroupMemberships.map((held) => [
      `${held.caseGroup.team.name}/${held.caseGroup.name}`,
      { role: held.role, reason: reason(held) },
    ]),
    ...user.tenantPermissions.map((held) => [
      `may ${held.permission}`,
      { role: 'yes', reason: reason(held) },
    ]),
    ...(user.tenantOwner
      ? [['owner', { role: 'yes', reason: reason({ source, provider, group, entry }) }]]
      : []),
  ]) as ReasonedGrants;
}

/** @param events all of one user, in the order in which they happened */
export function grantsToldBy(events: readonly AuditEvent[]): ReasonedGrants {
  const grants: ReasonedGrants = {};
  for (const { type, provider, details } of events) {
    if (type === 'invited') {
      const { memberships, tenantOwner } = details as unknown as InvitedDetails;
      for (const { team, role } of memberships) grants[team] = { role, reason: 'manual' };
      if (tenantOwner) grants['owner'] = { role: 'yes', reason: 'manual' };
    }
    if (!['created', 'linked', 'changed'].includes(type)) continue;
    for (const change of details['changes'] as Change[]) follow(grants, change, provider);
  }
  return grants;
}

interface InvitedDetails {
  memberships: { team: string; role: string }[];
  tenantOwner: boolean;
}

interface Provenance {
  source?: string | null;
  provider: string | null;
  group: string | null;
  entry: number | null;
}

function reason({ source = 'mapping', provider, group, entry }: Provenance): string {
  return source === 'mapping' ? `${provider}, ${group}, ${entry}` : String(source);
}

function follow(grants: ReasonedGrants, change: Change, provider: string | null): void {
  if (change.kind === 'profile') return;
  const key = keyOf(change);
  const role = 'role' in change ? change.role : 'yes';
  const before = 'formerRole' in change ? change.formerRole : 'yes';
  const expected = change.action === 'add' ? undefined : change.action === 'attribute' ? role : before;
  if (grants[key]?.role !== expected) {
    throw new Error(`The record says ${JSON.stringify(change)} where ${key} is ${grants[key]?.role}`);
  }
  if (change.action === 'remove') delete grants[key];
  else grants[key] = { role, reason: reason({ provider, ...change.because }) };
}

function keyOf(change: Exclude<Change, { kind: 'profile' }>): string {
  switch (change.kind) {
    case 'membership':
      return change.team;
    case 'caseGroup':
      return `${change.team}/${change.caseGroup}`;
    case 'permission':
      return `may ${change.permission}`;
    case 'owner':
      return 'owner';
  }
}

function roles(grants: ReasonedGrants): Grants {
  return Object.fromEntries(Object.entries(grants).map(([key, { role }]) => [key, role]));
}
