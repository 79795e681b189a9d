import type { EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import type { GrantReason, Change } from '../plan/change';
import type { TeamCatalog } from './teams';
import { GrantSet, type WriteTarget } from './grant-set';
import type { Write } from '../database/write';

/** The origin of the grants of a sign-in. */
export interface GrantOrigin {
  provider: string;
  mappingVersion: number;
  at: Date;
}

/** The grants of a user, by kind. */
export type Grants = Pick<UserBase, 'memberships' | 'caseGroupMemberships' | 'tenantPermissions'>;

/**
 * Builds the writes of a plan's changes to a user's grants, and the grants after them: at most one delete and one
 * upsert for each kind, whatever the number of changes. The caller writes the user's own row.
 *
 * The writes bypass TypeORM's listeners. Therefore the guard, which refuses all other writes, needs no key to admit
 * these, and no key can be forged.
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
