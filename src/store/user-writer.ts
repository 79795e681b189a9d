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

  /** Keeps every other sign-in of this user waiting until the transaction has ended. */
  async lock(id: string): Promise<void> {
    const { dataSource, dialect } = this.#database;
    const { lockClause } = dialect;
    if (lockClause === '') return;
    const projection = new EntityProjection(this.#database, this.#options.entities.User);
    const parameter = dataSource.driver.createParameter('id', 0);
    const sql = `SELECT 1 FROM ${projection.table} u WHERE ${projection.column('u', 'id')} = ${parameter}${lockClause}`;
    await this.#manager.queryRunner!.query(sql, [id]);
  }

  /** A new user, completed by the app's `assignUser`. */
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

  /** Whether anybody but this library may hear of a new user, or have the database fill in columns of theirs. */
  get hasInsertListeners(): boolean {
    const { dataSource, entities } = this.#options;
    return !isDefaultSet(entities) || !dataSource.subscribers.every(isIgnored);
  }

  /** Whether the writes of a user call code of the app: `assignUser`, or what hears of a new user. */
  get callsApp(): boolean {
    return this.#options.assignUser !== undefined || this.hasInsertListeners;
  }

  /** To be carried out along with other changes. */
  insert(user: UserBase): Write {
    return this.#table(this.#options.entities.User).insert(this.#manager, [user]);
  }

  /** Inserts a user as TypeORM does it, with listeners and subscribers. */
  async insertWithListeners(user: UserBase): Promise<void> {
    allowInsert(user);
    // What this library made is said in full. What else there is, is read again later.
    const { entities } = this.#options;
    const insert = this.#manager.createQueryBuilder().insert().into(entities.User).values(user);
    await insert.updateEntity(!isDefaultSet(entities)).execute();
  }

  /** Writes some columns of a user's row, and keeps the user as it is in memory in step. */
  async update(user: UserBase, columns: Partial<UserBase>): Promise<void> {
    Object.assign(user, columns);
    const update = this.#manager.createQueryBuilder().update(this.#options.entities.User).set(columns);
    await update.whereEntity(user).callListeners(false).execute();
  }

  /** The same, to be carried out along with other changes. */
  buildUpdate(user: UserBase, columns: Partial<UserBase>): Write {
    Object.assign(user, columns);
    return this.#table(this.#options.entities.User).update(this.#manager, columns, { id: user.id });
  }

  /**
   * The same, only if the user is still as it was read.
   *
   * @param customColumns columns of the app's own, that are so in memory already
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
   * Has the app fill its own columns of an existing user, and returns those that it changed.
   *
   * @param options whether it may change the names, too
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

  /** To be carried out along with other changes. */
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

  /** To be carried out along with other changes. */
  updateIdentity(id: string, columns: Partial<IdentityBase>): Write {
    return this.#table(this.#options.entities.Identity).update(this.#manager, columns, { id });
  }

  #table<Row extends { id: string }>(entity: new () => Row): TableWriter<Row> {
    return this.#database.table(entity);
  }
}

/** Whether a subscriber says of its own class that the store may insert past it; one that extends that class may not. */
function isIgnored({ constructor }: object): boolean {
  return Object.hasOwn(constructor, 'ignoredByStore');
}
