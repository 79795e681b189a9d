import { randomUUID } from 'node:crypto';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { UserBase } from '../entities/user';
import { permit } from '../guard/permit';
import type { Claims } from '../identity/claims';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ResolvedOptions } from '../options';
import { dialectOf } from './dialect';
import { RowShape } from './row-shape';

/** Writes users and identities: the rows that say who somebody is. */
export class UserWriter {
  constructor(
    private readonly manager: EntityManager,
    private readonly options: ResolvedOptions,
    private readonly identity: VerifiedIdentity,
  ) {}

  /** Keeps every other sign-in of this user waiting until the transaction has ended. */
  async lock(id: string): Promise<void> {
    const { dataSource, entities } = this.options;
    const { forUpdate } = dialectOf(dataSource);
    if (forUpdate === '') return;
    const users = new RowShape(dataSource, entities.User);
    const parameter = dataSource.driver.createParameter('id', 0);
    const sql = `SELECT 1 FROM ${users.table} u WHERE ${users.column('u', 'id')} = ${parameter}${forUpdate}`;
    await this.manager.queryRunner!.query(sql, [id]);
  }

  async create(tenant: string, claims: Claims, columns: Partial<UserBase>): Promise<UserBase> {
    const { entities, assignUser } = this.options;
    const user = this.manager.create(entities.User, {
      id: randomUUID(),
      tenant,
      email: claims.email ?? null,
      firstName: claims.firstName ?? null,
      lastName: claims.lastName ?? null,
      avatar: claims.avatar ?? null,
      ...columns,
    });
    await assignUser?.(user, this.identity);
    permit(user);
    await this.manager.insert(entities.User, user);
    return Object.assign(user, { memberships: [], caseGroupMemberships: [], tenantPermissions: [] });
  }

  /** Writes some columns of a user's row, and keeps the user as it is in memory in step. */
  async update(user: UserBase, columns: Partial<UserBase>): Promise<void> {
    Object.assign(user, columns);
    if (Object.keys(columns).length === 0) return;
    await this.manager
      .createQueryBuilder()
      .update(this.options.entities.User)
      .set(columns)
      .where({ id: user.id })
      .callListeners(false)
      .execute();
  }

  /** Has the app fill its own columns, and returns those that it changed. */
  async assign(user: UserBase): Promise<Partial<UserBase>> {
    const { assignUser, entities } = this.options;
    if (assignUser === undefined) return {};
    const { columns } = this.manager.getRepository<ObjectLiteral>(entities.User).metadata;
    const before = columns.map((column) => column.getEntityValue(user) as unknown);
    await assignUser(user, this.identity);
    const changed = columns.filter((column, i) => column.getEntityValue(user) !== before[i]);
    return Object.assign(
      {},
      ...changed.map((column) => column.getEntityValueMap(user) as object),
    ) as Partial<UserBase>;
  }

  async addIdentity(
    user: UserBase,
    key: { tenant: string; provider: string; subject: string },
    attribute: string | null,
  ) {
    await this.manager
      .createQueryBuilder()
      .insert()
      .into(this.options.entities.Identity)
      .values({
        id: randomUUID(),
        ...key,
        issuer: this.identity.issuer,
        userId: user.id,
        groupAttribute: attribute,
      })
      .updateEntity(false)
      .callListeners(false)
      .execute();
  }

  async updateIdentity(id: string, groupAttribute: string): Promise<void> {
    await this.manager
      .createQueryBuilder()
      .update(this.options.entities.Identity)
      .set({ groupAttribute })
      .where({ id })
      .callListeners(false)
      .execute();
  }
}
