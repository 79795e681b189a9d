import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { Dialect, StatementRunner, StatementTarget } from './dialects/dialect';
import { MYSQL } from './dialects/mysql';
import { POSTGRES } from './dialects/postgres';
import { BETTER_SQLITE3, SQLJS } from './dialects/sqlite';
import { SingleConnectionQueue } from './single-connection';
import { TableWriter } from './table-writer';
import { TenantLimiter } from './tenant-limiter';
import { TenantThrottle } from './tenant-throttle';

const DIALECTS: Readonly<Record<string, Dialect>> = {
  postgres: POSTGRES,
  'aurora-postgres': POSTGRES,
  mysql: MYSQL,
  mariadb: MYSQL,
  'aurora-mysql': MYSQL,
  'better-sqlite3': BETTER_SQLITE3,
  sqljs: SQLJS,
};

/** A data source as this library uses it: its dialect, and the shared state of its connections. */
export class Database implements StatementTarget {
  static readonly #instances = new WeakMap<DataSource, Database>();

  readonly dataSource: DataSource;
  readonly dialect: Dialect;
  /** Prevents one tenant from using the whole pool. */
  readonly limiter: TenantLimiter;
  /** Keeps one tenant from taking the whole event loop. */
  readonly throttle = new TenantThrottle();
  readonly statements: StatementRunner;
  readonly #tables = new Map<unknown, unknown>();
  #queue: SingleConnectionQueue | undefined;

  /** The same object for every user of the data source, so that there is one queue and one limiter. */
  static of(dataSource: DataSource): Database {
    const database = Database.#instances.get(dataSource) ?? new Database(dataSource);
    Database.#instances.set(dataSource, database);
    return database;
  }

  private constructor(dataSource: DataSource) {
    const { type } = dataSource.options;
    const dialect = DIALECTS[type];
    if (dialect === undefined) throw new Error(`passport-jit does not know the database type "${type}"`);
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.limiter = new TenantLimiter(dataSource);
    this.statements = dialect.createStatementRunner(this);
  }

  /** The queue of transactions for the connection, if there is a single one. */
  get queue(): SingleConnectionQueue {
    const runner = this.dataSource.createQueryRunner();
    // An app may close the data source and open it again, with another connection.
    if (this.#queue?.runner !== runner) this.#queue = new SingleConnectionQueue(this.dataSource, runner);
    return this.#queue;
  }

  /**
   * Runs reads of a tenant outside of a transaction: statements one after the other, in a slot of the tenant. Code that
   * already holds a slot reads through its own manager instead.
   *
   * @throws {ProvisioningError} `store_busy`
   */
  read<T>(tenant: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { manager } = this.dataSource;
    if (this.dialect.singleConnection) return work(manager);
    return this.limiter.run(tenant, async () => {
      await this.dialect.checkConnections?.(this.dataSource);
      return work(manager);
    });
  }

  /** Writes to the table of an entity. */
  table<Row extends ObjectLiteral & { id: string }>(entity: new () => Row): TableWriter<Row> {
    const table = this.#tables.get(entity) ?? new TableWriter(this.dataSource, this.dialect, entity);
    this.#tables.set(entity, table);
    return table as TableWriter<Row>;
  }
}
