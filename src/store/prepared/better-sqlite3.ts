import type { DataSource, QueryRunner } from 'typeorm';
import { OneConnection } from '../one-connection';
import { failureOf, logRun, type Prepared, type Row } from './prepared';

/** A connection of `better-sqlite3`. */
interface Connection {
  prepare(text: string): Statement;
}

interface Statement {
  get(...values: unknown[]): Row | undefined;
}

const kept = new WeakMap<Connection, Map<string, Statement>>();

/**
 * Runs a prepared statement that brings one row at most on SQLite, when no transaction of ours is open that it has nothing
 * to do with.
 */
export async function runOnBetterSqlite3(
  dataSource: DataSource,
  runner: QueryRunner | undefined,
  statement: Prepared,
): Promise<Row[]> {
  const one = OneConnection.of(dataSource);
  while (one.inTheWay !== undefined) await one.inTheWay;
  const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: Connection };
  const { text, values } = statement;
  logRun(dataSource, runner, statement);
  try {
    const row = prepared(databaseConnection, text).get(...values);
    return row === undefined ? [] : [row];
  } catch (error) {
    throw failureOf(error, dataSource, runner, statement);
  }
}

function prepared(connection: Connection, text: string): Statement {
  const statements = kept.get(connection) ?? new Map<string, Statement>();
  kept.set(connection, statements);
  const statement = statements.get(text) ?? connection.prepare(text);
  statements.set(text, statement);
  return statement;
}
