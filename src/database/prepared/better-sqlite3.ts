import type { DataSource, QueryRunner } from 'typeorm';
import { SingleConnectionQueue } from '../single-connection';
import { toQueryFailedError, logQuery, type PreparedStatement, type Row } from './prepared';

/** A connection of `better-sqlite3`. */
interface SqliteConnection {
  prepare(text: string): SqliteStatement;
}

interface SqliteStatement {
  get(...values: unknown[]): Row | undefined;
}

const statementCache = new WeakMap<SqliteConnection, Map<string, SqliteStatement>>();

/**
 * Runs a prepared statement that brings one row at most on SQLite, when no transaction of ours is open that it has nothing
 * to do with.
 */
export async function runOnBetterSqlite3(
  dataSource: DataSource,
  runner: QueryRunner | undefined,
  statement: PreparedStatement,
): Promise<Row[]> {
  const queue = SingleConnectionQueue.of(dataSource);
  while (queue.blockingTransaction !== undefined) await queue.blockingTransaction;
  const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: SqliteConnection };
  const { text, values } = statement;
  logQuery(dataSource, runner, statement);
  try {
    const row = prepareCached(databaseConnection, text).get(...values);
    return row === undefined ? [] : [row];
  } catch (error) {
    throw toQueryFailedError(error, dataSource, runner, statement);
  }
}

function prepareCached(connection: SqliteConnection, text: string): SqliteStatement {
  const statements = statementCache.get(connection) ?? new Map<string, SqliteStatement>();
  statementCache.set(connection, statements);
  const statement = statements.get(text) ?? connection.prepare(text);
  statements.set(text, statement);
  return statement;
}
