import type { EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import type { Because, Change } from '../plan/change';
import type { TenantDirectory } from './directory';
import { GrantLedger } from './grant-ledger';
import type { Write } from './write';

/** Where the grants of a sign-in come from. */
export interface Origin {
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
export function grantWrites(
  manager: EntityManager,
  entities: EntitySet,
  user: UserBase,
  changes: readonly Change[],
  directory: TenantDirectory,
  origin: Origin,
): { writes: Write[]; after: Grants } {
  const userId = user.id;
  const memberships = new GrantLedger(manager, entities.Membership, userId, 'teamId', user.memberships);
  const caseGroupMemberships = new GrantLedger(
    manager,
    entities.CaseGroupMembership,
    userId,
    'caseGroupId',
    user.caseGroupMemberships,
  );
  const permissions = new GrantLedger(
    manager,
    entities.TenantPermission,
    userId,
    'permission',
    user.tenantPermissions,
  );
  const teams = new Map(user.memberships.map(({ team }) => [team.name, team]));
  const caseGroups = new Map(
    user.caseGroupMemberships.map(({ caseGroup }) => [keyOf(caseGroup.team.name, caseGroup.name), caseGroup]),
  );

  for (const change of changes) {
    switch (change.kind) {
      case 'membership': {
        const team = teams.get(change.team) ?? directory.team(change.team);
        const teamId = team.id;
        if (change.action === 'remove') memberships.remove(teamId);
        else
          memberships.put({ userId, teamId, role: change.role, ...given(change.because, origin) }, { team });
        break;
      }
      case 'caseGroup': {
        const { team, caseGroup: name } = change;
        const caseGroup = caseGroups.get(keyOf(team, name)) ?? directory.caseGroup(team, name);
        const caseGroupId = caseGroup.id;
        if (change.action === 'remove') caseGroupMemberships.remove(caseGroupId);
        else {
          caseGroup.team ??= directory.team(team);
          caseGroupMemberships.put(
            { userId, caseGroupId, role: change.role, ...given(change.because, origin) },
            { caseGroup },
          );
        }
        break;
      }
      case 'permission': {
        const { permission } = change;
        if (change.action === 'remove') permissions.remove(permission);
        else permissions.put({ userId, permission, ...given(change.because, origin) });
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
      memberships: memberships.after(),
      caseGroupMemberships: caseGroupMemberships.after(),
      tenantPermissions: permissions.after(),
    },
  };
}

function keyOf(team: string, caseGroup: string): string {
  return JSON.stringify([team, caseGroup]);
}

/** The columns of the user's own row that the changes set. */
export function userColumns(changes: readonly Change[], origin: Origin): Partial<UserBase> {
  const columns: Partial<UserBase> = {};
  for (const change of changes) {
    if (change.kind === 'profile') columns[change.field] = change.to;
    if (change.kind !== 'owner') continue;
    const { provider, mappingVersion, at } = origin;
    Object.assign(
      columns,
      change.action === 'remove'
        ? { tenantOwner: false, ...NO_OWNER }
        : {
            tenantOwner: true,
            ownerSource: 'mapping',
            ownerProvider: provider,
            ownerGroup: change.because.group,
            ownerEntry: change.because.entry,
            ownerMappingVersion: mappingVersion,
            ownerGrantedAt: at,
          },
    );
  }
  return columns;
}

export const NO_OWNER = {
  ownerSource: null,
  ownerProvider: null,
  ownerGroup: null,
  ownerEntry: null,
  ownerMappingVersion: null,
  ownerGrantedAt: null,
} satisfies Partial<UserBase>;

function given({ group, entry }: Because, { provider, mappingVersion, at }: Origin) {
  return { source: 'mapping' as const, provider, group, entry, mappingVersion, grantedAt: at };
}
