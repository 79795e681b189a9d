import { entities, type Change } from 'passport-jit';
import type { DataSource } from 'typeorm';

type User = InstanceType<(typeof entities)['User']>;
type AuditEvent = InstanceType<(typeof entities)['AuditEvent']>;

/** What a user may do, by what it is in: team, team and case group, permission, owner status. */
export type Grants = Record<string, string>;

/** The same with where each grant comes from: `manual`, or provider, group and entry. */
export type GrantsWithProvenance = Record<string, { role: string; reason: string }>;

/** What has to be loaded along with a user for {@link grantsOfUser}. */
export const WITH_GRANTS = {
  memberships: { team: true },
  caseGroupMemberships: { caseGroup: { team: true } },
  tenantPermissions: true,
} as const;

/** The grants as they are in the database. */
export async function grantsInDatabase({ manager }: DataSource, userId: string): Promise<Grants> {
  const relations = WITH_GRANTS;
  return roles(
    grantsOfUser(await manager.findOneOrFail(entities.User, { where: { id: userId }, relations })),
  );
}

/** The grants as the audit log tells of them, from the first line to the last; it fails where the story has a hole. */
export async function grantsInAuditLog({ manager }: DataSource, userId: string): Promise<Grants> {
  const order = { at: 'ASC' } as const;
  return roles(
    replayAuditEvents(await manager.find(entities.AuditEvent, { where: { user: userId }, order })),
  );
}

export function grantsOfUser(user: User): GrantsWithProvenance {
  const { ownerSource: source, ownerProvider: provider, ownerGroup: group, ownerEntry: entry } = user;
  return Object.fromEntries([
    ...user.memberships.map((grant) => [grant.team.name, { role: grant.role, reason: reason(grant) }]),
    ...user.caseGroupMemberships.map((grant) => [
      `${grant.caseGroup.team.name}/${grant.caseGroup.name}`,
      { role: grant.role, reason: reason(grant) },
    ]),
    ...user.tenantPermissions.map((grant) => [
      `may ${grant.permission}`,
      { role: 'yes', reason: reason(grant) },
    ]),
    ...(user.tenantOwner
      ? [['owner', { role: 'yes', reason: reason({ source, provider, group, entry }) }]]
      : []),
  ]) as GrantsWithProvenance;
}

/** @param events all of one user, in the order in which they happened */
export function replayAuditEvents(events: readonly AuditEvent[]): GrantsWithProvenance {
  const grants: GrantsWithProvenance = {};
  for (const { type, provider, details } of events) {
    if (type === 'invited') {
      const { memberships, tenantOwner } = details as unknown as InvitedDetails;
      for (const { team, role } of memberships) grants[team] = { role, reason: 'manual' };
      if (tenantOwner) grants['owner'] = { role: 'yes', reason: 'manual' };
    }
    if (!['created', 'linked', 'changed'].includes(type)) continue;
    for (const change of details['changes'] as Change[]) applyChange(grants, change, provider);
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

function applyChange(grants: GrantsWithProvenance, change: Change, provider: string | null): void {
  if (change.kind === 'profile') return;
  const key = keyOf(change);
  const role = 'role' in change ? change.role : 'yes';
  const previousRole = 'previousRole' in change ? change.previousRole : 'yes';
  const expected =
    change.action === 'add' ? undefined : change.action === 'reattribute' ? role : previousRole;
  if (grants[key]?.role !== expected) {
    throw new Error(`The audit log says ${JSON.stringify(change)} where ${key} is ${grants[key]?.role}`);
  }
  if (change.action === 'remove') delete grants[key];
  else grants[key] = { role, reason: reason({ provider, ...change.reason }) };
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

function roles(grants: GrantsWithProvenance): Grants {
  return Object.fromEntries(Object.entries(grants).map(([key, { role }]) => [key, role]));
}
