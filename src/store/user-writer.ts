import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { subjectHash } from '../entities/identity';
import type { UserBase } from '../entities/user';
import { permit } from '../guard/permit';
import type { Claims } from '../identity/claims';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ResolvedOptions } from '../options';
import { assignUser, OwnColumns } from './assign-user';
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
    const { entities } = this.options;
    const user = this.manager.create(entities.User, {
      id: randomUUID(),
      tenant,
      email: claims.email ?? null,
      firstName: claims.firstName ?? null,
      lastName: claims.lastName ?? null,
      avatar: claims.avatar ?? null,
      ...columns,
    });
    await assignUser(this.options, user, this.identity, { names: true });
    permit(user);
    await this.manager.insert(entities.User, user);
    return Object.assign(user, { memberships: [], caseGroupMemberships: [], tenantPermissions: [] });
  }

  /**
   * Writes some columns of a user's row, and keeps the user as it is in memory in step.
   *
   * @param own columns of the app's own, that are so in memory already
   */
  async update(user: UserBase, columns: Partial<UserBase>, own: Partial<UserBase> = {}): Promise<void> {
    Object.assign(user, columns);
    const all = { ...own, ...columns };
    if (Object.keys(all).length === 0) return;
    await this.manager
      .createQueryBuilder()
      .update(this.options.entities.User)
      .set(all)
      .whereEntity(user)
      .callListeners(false)
      .execute();
  }

  /**
   * Has the app fill its own columns of somebody who is there already, and returns those that it changed.
   *
   * @param names whether it may change the names, too
   */
  async assign(user: UserBase, names: { names: boolean }): Promise<Partial<UserBase>> {
    const { assignUser: isGiven, dataSource, entities } = this.options;
    if (isGiven === undefined) return {};
    const own = new OwnColumns(dataSource, entities.User, user);
    await assignUser(this.options, user, this.identity, names);
    return own.changed();
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
        subjectHash: subjectHash(key.subject),
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
