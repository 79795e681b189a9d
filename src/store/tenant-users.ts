import type { EntitySet } from '../entities/define-entities';
import type { Database } from '../database/database';
import { countRows, runQuery } from '../database/read-rows';
import { loadGrants, type UserSnapshot } from './load-grants';
import { restSince } from '../validation/time-slice';
import { groupsBytes, loadGroups, splitByGroupsBytes } from './user-groups';

/** Every column of the snapshot except the groups, so that the planner decides as at a sign-in. */
const COLUMNS = Object.keys({
  id: true,
  tenant: true,
  email: true,
  emailVerified: true,
  active: true,
  invited: true,
  firstName: true,
  lastName: true,
  avatar: true,
  removalsHeldAt: true,
  tenantOwner: true,
  ownerSource: true,
  ownerProvider: true,
  ownerGroup: true,
  ownerEntry: true,
  groupsHash: true,
  groupsState: true,
} satisfies Record<Exclude<keyof UserSnapshot, Joined>, true>);

type Joined =
  'identityProviderGroups' | 'identity' | 'memberships' | 'caseGroupMemberships' | 'tenantPermissions';

/**
 * All users of a tenant that are not soft-deleted, in the order of their ids, in pages of six statements each. A page
 * has fewer users if their groups are large.
 */
export class TenantUsers {
  readonly #database: Database;
  readonly #entities: EntitySet;
  readonly #tenant: string;

  constructor(database: Database, entities: EntitySet, tenant: string) {
    this.#database = database;
    this.#entities = entities;
    this.#tenant = tenant;
  }

  count(): Promise<number> {
    const where = { tenant: this.#tenant };
    return this.#database.read(this.#tenant, (manager) => countRows(manager, this.#entities.User, where));
  }

  async *pages({ ownersOnly = false, size = 200 } = {}): AsyncGenerator<UserSnapshot[]> {
    let after: string | undefined;
    for (;;) {
      // In parts: a client that reads slowly must not occupy a slot of its tenant.
      const position = after;
      let startedAt = performance.now();
      const rows = await this.#database.read(this.#tenant, () => this.#rows(position, ownersOnly, size));
      for (const part of splitByGroupsBytes(rows, ({ groupsBytes }) => Number(groupsBytes ?? 0))) {
        const users = await this.#database.read(this.#tenant, () => this.#toSnapshots(part));
        await restSince(startedAt);
        yield users;
        startedAt = performance.now();
      }
      if (rows.length < size) return;
      after = rows.at(-1)!.id;
    }
  }

  async #rows(after: string | undefined, ownersOnly: boolean, size: number): Promise<UserRow[]> {
    const { User } = this.#entities;
    const { dialect, dataSource } = this.#database;
    // The index that begins with the tenant finds the owners. For all users, SQLite would prefer it to the order of the
    // ids, and sort the whole tenant for every page.
    const tenantColumn = ownersOnly ? 'u.tenant' : dialect.withoutIndex('u.tenant');
    const query = dataSource.manager
      .createQueryBuilder()
      .select([])
      .from(User, 'u')
      .where(`${tenantColumn} = :tenant`, { tenant: this.#tenant })
      .orderBy('u.id')
      .limit(size);
    if (after !== undefined) query.andWhere('u.id > :after', { after });
    if (ownersOnly) query.andWhere('u.tenantOwner = :owner', { owner: true });
    for (const column of COLUMNS) query.addSelect(`u.${column}`, column);
    query.addSelect(groupsBytes(this.#database, 'u'), 'groupsBytes');
    return runQuery<UserRow>(dataSource.manager, query);
  }

  async #toSnapshots(rows: readonly UserRow[]): Promise<UserSnapshot[]> {
    const withGroups = rows.filter(({ groupsBytes }) => groupsBytes !== null).map(({ id }) => id);
    const groups = await loadGroups(this.#database, this.#entities, withGroups);
    const users = rows.map((row) => this.#toSnapshot(row, groups.get(row.id) ?? null));
    await loadGrants(this.#database.dataSource.manager, this.#entities, users);
    return users;
  }

  #toSnapshot(row: UserRow, identityProviderGroups: string[] | null): UserSnapshot {
    const metadata = this.#database.dataSource.getMetadata(this.#entities.User);
    const values = COLUMNS.map((name) => {
      const column = metadata.findColumnWithPropertyName(name)!;
      return [name, this.#database.dataSource.driver.prepareHydratedValue(row[name], column) as unknown];
    });
    return {
      ...(Object.fromEntries(values) as unknown as UserSnapshot),
      identityProviderGroups,
      memberships: [],
      caseGroupMemberships: [],
      tenantPermissions: [],
    };
  }
}

/** A row as the driver returns it. */
type UserRow = Record<string, unknown> & { id: string };
