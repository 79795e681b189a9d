import { In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { readRows, runQuery } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import type { GrantBase, GrantSource } from '../entities/grant';
import type { GroupsState } from '../identity/groups';
import type {
  CurrentCaseGroupMembership,
  CurrentMembership,
  CurrentPermission,
  CurrentUser,
} from '../plan/plan-input';

/** A user with the groups and the identity of the last sign-in. */
export interface UserSnapshot extends CurrentUser {
  identityProviderGroups: string[] | null;
  groupsHash: string | null;
  groupsState: GroupsState | null;
  /** The identity of the next sign-in; missing for a user who never signed in. */
  identity?: { provider: string; issuer: string; isUnlinked: boolean };
}

interface GrantRow {
  userId: string;
  source: GrantSource;
  provider: string | null;
  group: string | null;
  entry: number | null;
}

/**
 * Loads the grants and identities of many users with four statements, whatever their number. Soft-deleted rows are
 * omitted, as at a sign-in.
 */
export async function loadGrants(
  manager: EntityManager,
  entities: EntitySet,
  users: readonly UserSnapshot[],
): Promise<void> {
  if (users.length === 0) return;
  const byId = new Map(users.map((user) => [user.id, user as MutableSnapshot]));
  const ids = [...byId.keys()];

  const memberships = selectGrants(manager, entities.Membership, ids)
    .innerJoin('grant.team', 'team')
    .addSelect('grant.role', 'role')
    .addSelect('team.name', 'team');
  for (const row of await runQuery<GrantRow & { role: string; team: string }>(manager, memberships)) {
    byId.get(row.userId)!.memberships.push({ ...provenance(row), role: row.role, team: { name: row.team } });
  }

  const caseGroupMemberships = selectGrants(manager, entities.CaseGroupMembership, ids)
    .innerJoin('grant.caseGroup', 'caseGroup')
    .innerJoin('caseGroup.team', 'team')
    .addSelect('grant.role', 'role')
    .addSelect('caseGroup.name', 'caseGroup')
    .addSelect('team.name', 'team');
  type CaseGroupRow = GrantRow & { role: string; caseGroup: string; team: string };
  for (const row of await runQuery<CaseGroupRow>(manager, caseGroupMemberships)) {
    const caseGroup = { name: row.caseGroup, team: { name: row.team } };
    byId.get(row.userId)!.caseGroupMemberships.push({ ...provenance(row), role: row.role, caseGroup });
  }

  const permissions = selectGrants(manager, entities.TenantPermission, ids).addSelect(
    'grant.permission',
    'permission',
  );
  for (const row of await runQuery<GrantRow & { permission: string }>(manager, permissions)) {
    byId.get(row.userId)!.tenantPermissions.push({ ...provenance(row), permission: row.permission });
  }

  await loadIdentities(manager, entities, byId);
  for (const user of byId.values()) sortGrants(user);
}

type MutableSnapshot = UserSnapshot & {
  memberships: CurrentMembership[];
  caseGroupMemberships: CurrentCaseGroupMembership[];
  tenantPermissions: CurrentPermission[];
};

function selectGrants(
  manager: EntityManager,
  entity: new () => GrantBase,
  ids: readonly string[],
): SelectQueryBuilder<GrantBase> {
  return manager
    .createQueryBuilder(entity, 'grant')
    .select('grant.userId', 'userId')
    .addSelect('grant.source', 'source')
    .addSelect('grant.provider', 'provider')
    .addSelect('grant.group', 'group')
    .addSelect('grant.entry', 'entry')
    .where('grant.userId IN (:...ids)', { ids });
}

function provenance({ source, provider, group, entry }: GrantRow) {
  return { source, provider, group, entry };
}

/**
 * A user with several identities is assumed to sign in with the one whose groups were last seen: the groups of one
 * provider must not be mapped as those of another. Without such an identity, the oldest linked one is used.
 */
async function loadIdentities(
  manager: EntityManager,
  { Identity }: EntitySet,
  byId: ReadonlyMap<string, MutableSnapshot>,
): Promise<void> {
  const properties = ['userId', 'provider', 'issuer', 'groupsHash', 'groupsState'] as const;
  const where = { userId: In([...byId.keys()]) };
  const rows = await readRows(manager, Identity, { properties, where }, (query) =>
    query.orderBy('it.createdAt').addOrderBy('it.id'),
  );
  const found = new Set<string>();
  for (const { userId, provider, issuer, isDeleted: isUnlinked, ...lastSeen } of rows) {
    const user = byId.get(userId)!;
    const isLastUsed =
      !isUnlinked &&
      lastSeen.groupsHash !== null &&
      lastSeen.groupsHash === user.groupsHash &&
      lastSeen.groupsState === user.groupsState;
    const isBetter = user.identity === undefined || (user.identity.isUnlinked && !isUnlinked);
    if (isBetter || (isLastUsed && !found.has(userId))) user.identity = { provider, issuer, isUnlinked };
    if (isLastUsed) found.add(userId);
  }
}

/** Sorts the grants in the order in which a sign-in reads them, so that the plan is the same. */
function sortGrants(user: MutableSnapshot): void {
  user.memberships.sort(compareBy(({ team }) => team.name));
  user.caseGroupMemberships.sort(
    compareBy(({ caseGroup }) => JSON.stringify([caseGroup.team.name, caseGroup.name])),
  );
  user.tenantPermissions.sort(compareBy(({ permission }) => permission));
}

function compareBy<Item>(name: (item: Item) => string) {
  return (a: Item, b: Item) => (name(a) < name(b) ? -1 : 1);
}
