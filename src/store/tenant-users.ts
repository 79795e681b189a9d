import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import { dialectOf } from '../database/dialects/dialect';
import { loadGrants, type UserSnapshot } from './load-grants';

const COLUMNS = [
  ...(['id', 'email', 'active', 'invited', 'firstName', 'lastName', 'avatar', 'removalsHeldAt'] as const),
  ...(['tenantOwner', 'ownerSource', 'ownerProvider', 'ownerGroup', 'ownerEntry'] as const),
  ...(['identityProviderGroups', 'groupsState'] as const),
];

/** All users of a tenant, in the order of their ids, a page at a time: five statements each, whatever its size. */
export class TenantUsers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly entities: EntitySet,
    private readonly tenant: string,
  ) {}

  count(): Promise<number> {
    return this.dataSource.manager.countBy(this.entities.User, { tenant: this.tenant });
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
    const { User } = this.entities;
    const query = this.dataSource.manager
      .createQueryBuilder()
      .select([])
      .from(User, 'u')
      // By the index of the owners, where only they are asked for.
      .where(ownersOnly ? 'u.tenant = :tenant' : this.#tenantCondition(), { tenant: this.tenant })
      .orderBy('u.id')
      .limit(size);
    if (after !== undefined) query.andWhere('u.id > :after', { after });
    if (ownersOnly) query.andWhere('u.tenantOwner = :owner', { owner: true });
    for (const column of COLUMNS) query.addSelect(`u.${column}`, column);
    const rows = await query.getRawMany<Record<string, unknown>>();
    const users = rows.map((row) => this.#toSnapshot(query, row));
    await loadGrants(this.dataSource.manager, this.entities, users);
    return users;
  }

  /**
   * SQLite takes an index that begins with the tenant for better than the order of the ids, and then sorts the whole
   * tenant for every page. An expression keeps it from that.
   */
  #tenantCondition(): string {
    const isSqlite = dialectOf(this.dataSource).singleConnection;
    return isSqlite ? "COALESCE(u.tenant, '') = :tenant" : 'u.tenant = :tenant';
  }

  #toSnapshot(query: SelectQueryBuilder<object>, row: Record<string, unknown>): UserSnapshot {
    const { metadata } = query.expressionMap.mainAlias!;
    const values = COLUMNS.map((name) => {
      const column = metadata.findColumnWithPropertyName(name)!;
      return [name, this.dataSource.driver.prepareHydratedValue(row[name], column) as unknown];
    });
    return {
      ...(Object.fromEntries(values) as unknown as UserSnapshot),
      memberships: [],
      caseGroupMemberships: [],
      tenantPermissions: [],
    };
  }
}
