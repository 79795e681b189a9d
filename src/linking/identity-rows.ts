import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database/database';
import { readRows, type ReadRow } from '../database/read-rows';
import { ConcurrentChangeError } from '../database/retry';
import type { TableWriter } from '../database/table-writer';
import { runWrite } from '../database/write';
import type { EntitySet } from '../entities/define-entities';
import { subjectHash, type IdentityBase } from '../entities/identity';
import type { SignInKey } from '../store/user-reader';

export type IdentityRow = ReadRow<IdentityBase, (typeof PROPERTIES)[number]>;

const PROPERTIES = ['id', 'userId', 'provider', 'subject', 'issuer', 'createdAt', 'lastSyncedAt'] as const;

/** What a sign-in has stored of another user or issuer. */
const WITHOUT_GROUPS = {
  groupAttribute: null,
  groups: null,
  groupsHash: null,
  groupsState: null,
  lastSyncedAt: null,
} satisfies Partial<IdentityBase>;

/** The rows of identities, inside a transaction. */
export class IdentityRows {
  readonly #database: Database;
  readonly #entities: EntitySet;
  readonly #manager: EntityManager;
  readonly #table: TableWriter<IdentityBase>;

  constructor(database: Database, entities: EntitySet, manager: EntityManager) {
    this.#database = database;
    this.#entities = entities;
    this.#manager = manager;
    this.#table = database.table(entities.Identity);
  }

  /** The identity, also one that the app's class keeps as deleted. */
  async find({ tenant, provider, subject }: SignInKey): Promise<IdentityRow | undefined> {
    const where = { tenant, provider, subjectHash: subjectHash(subject) };
    const [row] = await readRows(this.#manager, this.#entities.Identity, { properties: PROPERTIES, where });
    return row;
  }

  /** The identities of a user in the order of providers and subjects, without deleted ones. */
  async ofUser(userId: string): Promise<IdentityRow[]> {
    const rows = await readRows(
      this.#manager,
      this.#entities.Identity,
      { properties: PROPERTIES, where: { userId } },
      (query) => query.orderBy('it.provider').addOrderBy('it.subject'),
    );
    return rows.filter(({ isDeleted }) => !isDeleted);
  }

  /** @throws a conflict that is retried, if the identity is there since a moment */
  async insert(identity: SignInKey & { issuer: string; userId: string }): Promise<void> {
    const row = { id: randomUUID(), createdAt: new Date(), ...identity, ...WITHOUT_GROUPS };
    await this.#run(
      this.#table.insert(this.#manager, [{ ...row, subjectHash: subjectHash(identity.subject) }]),
    );
  }

  /**
   * Gives the row of a deleted identity, or of one with another issuer, to a user.
   *
   * @throws {ConcurrentChangeError}
   */
  async reuse(
    { id, userId: previousUserId }: IdentityRow,
    columns: { issuer: string; userId: string },
  ): Promise<void> {
    const { deleteDateColumn } = this.#manager.getRepository(this.#entities.Identity).metadata;
    const restored = deleteDateColumn === undefined ? {} : { [deleteDateColumn.propertyPath]: null };
    const changed = { createdAt: new Date(), ...columns, ...WITHOUT_GROUPS, ...restored };
    // Another transaction may have given the row to another user.
    const where = { id, userId: previousUserId };
    if ((await this.#run(this.#table.update(this.#manager, changed, where))) === 0)
      throw new ConcurrentChangeError();
  }

  /** Deletes identities, softly where the class has `@DeleteDateColumn`. */
  async delete(rows: readonly IdentityRow[]): Promise<void> {
    for (const { id, userId } of rows) {
      for (const write of this.#table.delete(this.#manager, { userId }, [id])) await this.#run(write);
    }
  }

  #run(write: ReturnType<TableWriter<IdentityBase>['insert']>): Promise<number> {
    return runWrite(this.#database.dialect, this.#manager, write);
  }
}
