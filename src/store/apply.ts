import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import type { Because, Change } from '../plan/change';
import { chunks, type TenantDirectory } from './directory';

/** Where the grants of a sign-in come from. */
export interface Origin {
  provider: string;
  mappingVersion: number;
  at: Date;
}

/**
 * Writes the changes of a plan to a user's grants: at most one statement to take away and one to give for each kind,
 * however many there are. The user's own row is the caller's, who gets the columns that the changes set.
 *
 * TypeORM's listeners are left out. So the guard that refuses everybody else's writes needs no key to let these
 * through, and there is no key that anybody could forge.
 */
export async function applyGrants(
  manager: EntityManager,
  entities: EntitySet,
  user: UserBase,
  changes: readonly Change[],
  directory: TenantDirectory,
  origin: Origin,
): Promise<void> {
  const memberships = new Writes(user.memberships, ({ teamId }) => teamId);
  const caseGroupMemberships = new Writes(user.caseGroupMemberships, ({ caseGroupId }) => caseGroupId);
  const permissions = new Writes(user.tenantPermissions, ({ permission }) => permission);
  const teamIds = new Map(user.memberships.map(({ team, teamId }) => [team.name, teamId]));
  const caseGroupIds = new Map(
    user.caseGroupMemberships.map(({ caseGroup, caseGroupId }) => [
      JSON.stringify([caseGroup.team.name, caseGroup.name]),
      caseGroupId,
    ]),
  );

  for (const change of changes) {
    switch (change.kind) {
      case 'membership': {
        const teamId = teamIds.get(change.team) ?? directory.teamId(change.team);
        if (change.action === 'remove') memberships.remove(teamId);
        else
          memberships.put(teamId, {
            userId: user.id,
            teamId,
            role: change.role,
            ...given(change.because, origin),
          });
        break;
      }
      case 'caseGroup': {
        const { team, caseGroup } = change;
        const caseGroupId =
          caseGroupIds.get(JSON.stringify([team, caseGroup])) ?? directory.caseGroupId(team, caseGroup);
        if (change.action === 'remove') caseGroupMemberships.remove(caseGroupId);
        else {
          const { role } = change;
          caseGroupMemberships.put(caseGroupId, {
            userId: user.id,
            caseGroupId,
            role,
            ...given(change.because, origin),
          });
        }
        break;
      }
      case 'permission': {
        const { permission } = change;
        if (change.action === 'remove') permissions.remove(permission);
        else permissions.put(permission, { userId: user.id, permission, ...given(change.because, origin) });
        break;
      }
      case 'owner':
      case 'profile':
        break;
    }
  }
  await memberships.write(manager, entities.Membership, ['userId', 'teamId']);
  await caseGroupMemberships.write(manager, entities.CaseGroupMembership, ['userId', 'caseGroupId']);
  await permissions.write(manager, entities.TenantPermission, ['userId', 'permission']);
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

const NO_OWNER = {
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

/** The writes to one kind of grant. What is there already keeps its id. */
class Writes<Grant extends { id: string }> {
  readonly #ids: Map<string, string>;
  readonly #removed: string[] = [];
  readonly #rows: object[] = [];

  constructor(held: readonly Grant[], keyOf: (grant: Grant) => string) {
    this.#ids = new Map(held.map((grant) => [keyOf(grant), grant.id]));
  }

  put(key: string, row: object): void {
    this.#rows.push({ id: this.#ids.get(key) ?? randomUUID(), ...row });
  }

  remove(key: string): void {
    const id = this.#ids.get(key);
    if (id !== undefined) this.#removed.push(id);
  }

  async write(manager: EntityManager, entity: new () => object, key: string[]): Promise<void> {
    for (const ids of chunks(this.#removed)) {
      await manager.createQueryBuilder().delete().from(entity).whereInIds(ids).callListeners(false).execute();
    }
    for (const rows of chunks(this.#rows)) {
      const { metadata } = manager.getRepository(entity);
      const columnOf = (property: string) => metadata.findColumnWithPropertyName(property)!.databaseName;
      const columns = Object.keys(rows[0]!).filter((column) => column !== 'id' && !key.includes(column));
      await manager
        .createQueryBuilder()
        .insert()
        .into(entity)
        .values(rows)
        .orUpdate(columns.map(columnOf), key.map(columnOf))
        .updateEntity(false)
        .callListeners(false)
        .execute();
    }
  }
}
