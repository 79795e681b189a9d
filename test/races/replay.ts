import { entities, type Change } from 'passport-jit';
import type { DataSource } from 'typeorm';

/** What a user may do, by what it is in: team, team and case group, permission, owner status. */
export type Grants = Record<string, string>;

/** The grants as they are in the database. */
export async function grantsNow(dataSource: DataSource, userId: string): Promise<Grants> {
  const user = await dataSource.manager.findOneOrFail(entities.User, {
    where: { id: userId },
    relations: {
      memberships: { team: true },
      caseGroupMemberships: { caseGroup: { team: true } },
      tenantPermissions: true,
    },
  });
  return Object.fromEntries([
    ...user.memberships.map(({ team, role }) => [team.name, role]),
    ...user.caseGroupMemberships.map(({ caseGroup, role }) => [
      `${caseGroup.team.name}/${caseGroup.name}`,
      role,
    ]),
    ...user.tenantPermissions.map(({ permission }) => [`may ${permission}`, 'yes']),
    ...(user.tenantOwner ? [['owner', 'yes']] : []),
  ]) as Grants;
}

/** The grants as the record tells of them, from the first line to the last; it fails where the story has a hole. */
export async function grantsToldOf(dataSource: DataSource, userId: string): Promise<Grants> {
  const events = await dataSource.manager.find(entities.AuditEvent, {
    where: { user: userId },
    order: { at: 'ASC' },
  });
  const told = events.filter(({ type }) => ['created', 'linked', 'changed'].includes(type));
  const grants: Grants = {};
  for (const { details } of told) for (const change of details.changes as Change[]) follow(grants, change);
  return grants;
}

function follow(grants: Grants, change: Change): void {
  if (change.kind === 'profile') return;
  const key = keyOf(change);
  const now = 'role' in change ? change.role : 'yes';
  const before = 'formerRole' in change ? change.formerRole : 'yes';
  const expected = change.action === 'add' ? undefined : change.action === 'attribute' ? now : before;
  if (grants[key] !== expected) {
    throw new Error(`The record says ${JSON.stringify(change)} where ${key} is ${grants[key]}`);
  }
  if (change.action === 'remove') delete grants[key];
  else grants[key] = now;
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
