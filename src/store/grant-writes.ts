import type { EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import type { GrantReason, Change } from '../plan/change';
import type { TeamCatalog } from './teams';
import { GrantSet, type WriteTarget } from './grant-set';
import type { Write } from '../database/write';

/** Where the grants of a sign-in come from. */
export interface GrantOrigin {
  provider: string;
  mappingVersion: number;
  at: Date;
}

/** What a user has of each kind of grant. */
export type Grants = Pick<UserBase, 'memberships' | 'caseGroupMemberships' | 'tenantPermissions'>;

/**
 * The writes of a plan's changes to a user's grants: at most one to take away and one to give for each kind, however
 * many there are; and the grants as they are afterwards. The user's own row is the caller's.
 *
 * TypeORM's listeners are left out. So the guard that refuses everybody else's writes needs no key to let these
 * through, and there is no key that anybody could forge.
 */
export function buildGrantWrites(
  target: WriteTarget & { entities: EntitySet },
  user: UserBase,
  changes: readonly Change[],
  { catalog, origin }: { catalog: TeamCatalog; origin: GrantOrigin },
): { writes: Write[]; after: Grants } {
  const { Membership, CaseGroupMembership, TenantPermission } = target.entities;
  const userId = user.id;
  const memberships = new GrantSet(target, Membership, {
    userId,
    key: 'teamId',
    current: user.memberships,
  });
  const caseGroupMemberships = new GrantSet(target, CaseGroupMembership, {
    userId,
    key: 'caseGroupId',
    current: user.caseGroupMemberships,
  });
  const permissions = new GrantSet(target, TenantPermission, {
    userId,
    key: 'permission',
    current: user.tenantPermissions,
  });
  const teams = new Map(user.memberships.map(({ team }) => [team.name, team]));
  const caseGroups = new Map(
    user.caseGroupMemberships.map(({ caseGroup }) => [
      caseGroupKey(caseGroup.team.name, caseGroup.name),
      caseGroup,
    ]),
  );

  for (const change of changes) {
    switch (change.kind) {
      case 'membership': {
        const team = teams.get(change.team) ?? catalog.team(change.team);
        const teamId = team.id;
        if (change.action === 'remove') memberships.remove(teamId);
        else
          memberships.upsert(
            { userId, teamId, role: change.role, ...provenanceColumns(change.reason, origin) },
            { team },
          );
        break;
      }
      case 'caseGroup': {
        const { team, caseGroup: name } = change;
        const caseGroup = caseGroups.get(caseGroupKey(team, name)) ?? catalog.caseGroup(team, name);
        const caseGroupId = caseGroup.id;
        if (change.action === 'remove') caseGroupMemberships.remove(caseGroupId);
        else {
          caseGroup.team ??= catalog.team(team);
          caseGroupMemberships.upsert(
            { userId, caseGroupId, role: change.role, ...provenanceColumns(change.reason, origin) },
            { caseGroup },
          );
        }
        break;
      }
      case 'permission': {
        const { permission } = change;
        if (change.action === 'remove') permissions.remove(permission);
        else permissions.upsert({ userId, permission, ...provenanceColumns(change.reason, origin) });
        break;
      }
      case 'owner':
      case 'profile':
        break;
    }
  }
  return {
    writes: [...memberships.writes(), ...caseGroupMemberships.writes(), ...permissions.writes()],
    after: {
      memberships: memberships.toArray(),
      caseGroupMemberships: caseGroupMemberships.toArray(),
      tenantPermissions: permissions.toArray(),
    },
  };
}

function caseGroupKey(team: string, caseGroup: string): string {
  return JSON.stringify([team, caseGroup]);
}

/** The columns of the user's own row that the changes set. */
export function userColumns(changes: readonly Change[], origin: GrantOrigin): Partial<UserBase> {
  const columns: Partial<UserBase> = {};
  for (const change of changes) {
    if (change.kind === 'profile') columns[change.field] = change.to;
    if (change.kind === 'profile' && change.field === 'email') columns.emailKey = emailKey(change.to);
    if (change.kind !== 'owner') continue;
    const { provider, mappingVersion, at } = origin;
    Object.assign(
      columns,
      change.action === 'remove'
        ? { tenantOwner: false, ...CLEARED_OWNER }
        : {
            tenantOwner: true,
            ownerSource: 'mapping',
            ownerProvider: provider,
            ownerGroup: change.reason.group,
            ownerEntry: change.reason.entry,
            ownerMappingVersion: mappingVersion,
            ownerGrantedAt: at,
          },
    );
  }
  return columns;
}

export const CLEARED_OWNER = {
  ownerSource: null,
  ownerProvider: null,
  ownerGroup: null,
  ownerEntry: null,
  ownerMappingVersion: null,
  ownerGrantedAt: null,
} satisfies Partial<UserBase>;

function provenanceColumns({ group, entry }: GrantReason, { provider, mappingVersion, at }: GrantOrigin) {
  return { source: 'mapping' as const, provider, group, entry, mappingVersion, grantedAt: at };
}
