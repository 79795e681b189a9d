import type { SelectQueryBuilder } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { Database } from '../database/database';
import { loadGrants, type UserSnapshot } from './load-grants';

/** Every column of the snapshot, so that the planner decides as at a sign-in. */
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
  identityProviderGroups: true,
  groupsState: true,
} satisfies Record<Exclude<keyof UserSnapshot, Joined>, true>);

type Joined = 'identity' | 'memberships' | 'caseGroupMemberships' | 'tenantPermissions';

/** All users of a tenant, in the order of their ids, a page at a time: five statements each, whatever its size. */
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
    return this.#database.dataSource.manager.countBy(this.#entities.User, { tenant: this.#tenant });
  }

  async *pages({ ownersOnly = false, size = 500 } = {}): AsyncGenerator<UserSnapshot[]> {
    let after: string | undefined;
    for (;;) {
      const users = await this.#page(after, ownersOnly, size);
      if (users.length > 0) yield users;
      if (users.length < size) return;
      after = users.at(-1)!.id;
    }
  }

  async #page(after: string | undefined, ownersOnly: boolean, size: number): Promise<UserSnapshot[]> {
    const { User } = this.#entities;
    const { dialect, dataSource } = this.#database;
    // Owners are found by the index that begins with the tenant. SQLite would prefer it for all users as well, over the
    // order of the ids, and sort the whole tenant for every page.
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
    const rows = await query.getRawMany<Record<string, unknown>>();
    const users = rows.map((row) => this.#toSnapshot(query, row));
    await loadGrants(dataSource.manager, this.#entities, users);
    return users;
  }

  #toSnapshot(query: SelectQueryBuilder<object>, row: Record<string, unknown>): UserSnapshot {
    const { metadata } = query.expressionMap.mainAlias!;
    const values = COLUMNS.map((name) => {
      const column = metadata.findColumnWithPropertyName(name)!;
      return [name, this.#database.dataSource.driver.prepareHydratedValue(row[name], column) as unknown];
    });
    return {
      ...(Object.fromEntries(values) as unknown as UserSnapshot),
      memberships: [],
      caseGroupMemberships: [],
      tenantPermissions: [],
    };
  }
}
