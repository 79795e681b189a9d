import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { isDefaultSet } from '../entities/define-entities';
import { subjectHash, type IdentityBase } from '../entities/identity';
import type { UserBase } from '../entities/user';
import { allowInsert } from './allowed-inserts';
import type { Claims } from '../identity/claims';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ResolvedOptions } from '../options/options';
import { CLEARED_OWNER } from './grant-writes';
import { assignUser, CustomColumns } from './assign-user';
import type { Database } from '../database/database';
import { EntityProjection } from '../database/entity-projection';
import type { TableWriter } from '../database/table-writer';
import type { Write } from '../database/write';

/** Defaults of a new user, written explicitly so that the row need not be read back. */
const NEW_USER_DEFAULTS = {
  ...CLEARED_OWNER,
  tenantOwner: false,
  active: true,
  deactivatedBy: null,
  invited: false,
  identityProviderGroups: null,
  groupsHash: null,
  groupsState: null,
  lastSignInAt: null,
  lastSyncedAt: null,
  removalsHeldAt: null,
  sessionGeneration: 0,
  syncRevision: 0,
} satisfies Partial<UserBase>;

/** Writes the rows of users and identities. */
export class UserWriter {
  readonly #database: Database;
  readonly #options: ResolvedOptions;
  readonly #manager: EntityManager;
  readonly #identity: VerifiedIdentity;

  constructor(
    { database, options }: { database: Database; options: ResolvedOptions },
    manager: EntityManager,
    identity: VerifiedIdentity,
  ) {
    this.#database = database;
    this.#options = options;
    this.#manager = manager;
    this.#identity = identity;
  }

  /** Lets every other sign-in of this user wait until the transaction ends. */
  async lock(id: string): Promise<void> {
    const { dataSource, dialect } = this.#database;
    const { lockClause } = dialect;
    if (lockClause === '') return;
    const projection = new EntityProjection(this.#database, this.#options.entities.User);
    const parameter = dataSource.driver.createParameter('id', 0);
    const sql = `SELECT 1 FROM ${projection.table} u WHERE ${projection.column('u', 'id')} = ${parameter}${lockClause}`;
    await this.#manager.queryRunner!.query(sql, [id]);
  }

  /** A new user, including the columns that the app's `assignUser` sets. */
  async buildNewUser(tenant: string, claims: Claims, columns: Partial<UserBase>): Promise<UserBase> {
    const { entities } = this.#options;
    const user = this.#manager.create(entities.User, {
      ...NEW_USER_DEFAULTS,
      id: randomUUID(),
      createdAt: new Date(),
      tenant,
      email: claims.email ?? null,
      emailVerified: claims.email === undefined ? null : claims.emailTrusted,
      firstName: claims.firstName ?? null,
      lastName: claims.lastName ?? null,
      avatar: claims.avatar ?? null,
      ...columns,
    });
    await assignUser(this.#options, user, this.#identity, { includeProfile: true });
    user.updateEmailKey();
    return Object.assign(user, { memberships: [], caseGroupMemberships: [], tenantPermissions: [] });
  }

  /** Whether the app has listeners or subscribers for new users, or columns whose values the database generates. */
  get hasInsertListeners(): boolean {
    const { dataSource, entities } = this.#options;
    return !isDefaultSet(entities) || !dataSource.subscribers.every(isIgnored);
  }

  /** Whether writing a user calls code of the app: `assignUser`, a listener or a subscriber. */
  get callsApp(): boolean {
    return this.#options.assignUser !== undefined || this.hasInsertListeners;
  }

  /** A write for a batch with other changes. */
  insert(user: UserBase): Write {
    return this.#table(this.#options.entities.User).insert(this.#manager, [user]);
  }

  /** Inserts a user through TypeORM, with listeners and subscribers. */
  async insertWithListeners(user: UserBase): Promise<void> {
    allowInsert(user);
    // This library writes every column of its own classes explicitly. Other columns are read later.
    const { entities } = this.#options;
    const insert = this.#manager.createQueryBuilder().insert().into(entities.User).values(user);
    await insert.updateEntity(!isDefaultSet(entities)).execute();
  }

  /** Updates columns of a user's row, and the user in memory. */
  async update(user: UserBase, columns: Partial<UserBase>): Promise<void> {
    Object.assign(user, columns);
    const update = this.#manager.createQueryBuilder().update(this.#options.entities.User).set(columns);
    await update.whereEntity(user).callListeners(false).execute();
  }

  /** Like {@link update}, as a write for a batch with other changes. */
  buildUpdate(user: UserBase, columns: Partial<UserBase>): Write {
    Object.assign(user, columns);
    return this.#table(this.#options.entities.User).update(this.#manager, columns, { id: user.id });
  }

  /**
   * Like {@link buildUpdate}, on the condition that the user is still as loaded.
   *
   * @param customColumns columns of the app that already have these values in memory
   */
  updateIfUnchanged(user: UserBase, columns: Partial<UserBase>, customColumns: Partial<UserBase>): Write {
    const { id, syncRevision, active, invited, tenantOwner } = user;
    const changed = { ...columns, syncRevision: syncRevision + 1 };
    Object.assign(user, changed);
    const where = { id, syncRevision, active, invited, tenantOwner };
    return this.#table(this.#options.entities.User).update(
      this.#manager,
      { ...customColumns, ...changed },
      where,
    );
  }

  /**
   * Calls the app's `assignUser` for an existing user, and returns the columns that it changed.
   *
   * @param options whether `assignUser` may change the names, too
   */
  async assignCustomColumns(
    user: UserBase,
    options: { includeProfile: boolean },
  ): Promise<Partial<UserBase>> {
    const { assignUser: hook, dataSource, entities } = this.#options;
    if (hook === undefined) return {};
    const customColumns = new CustomColumns(dataSource, entities.User, user);
    await assignUser(this.#options, user, this.#identity, options);
    return customColumns.changed();
  }

  /** A write for a batch with other changes. */
  insertIdentity(
    user: UserBase,
    key: { tenant: string; provider: string; subject: string },
    columns: Partial<IdentityBase>,
  ): Write {
    const row = {
      id: randomUUID(),
      ...key,
      subjectHash: subjectHash(key.subject),
      issuer: this.#identity.issuer,
      userId: user.id,
      ...columns,
    };
    return this.#table(this.#options.entities.Identity).insert(this.#manager, [row]);
  }

  /** A write for a batch with other changes. */
  updateIdentity(id: string, columns: Partial<IdentityBase>): Write {
    return this.#table(this.#options.entities.Identity).update(this.#manager, columns, { id });
  }

  #table<Row extends { id: string }>(entity: new () => Row): TableWriter<Row> {
    return this.#database.table(entity);
  }
}

/**
 * Whether a subscriber class declares itself that the store may bypass it. A class that extends it does not inherit
 * this.
 */
function isIgnored({ constructor }: object): boolean {
  return Object.hasOwn(constructor, 'ignoredByStore');
}
