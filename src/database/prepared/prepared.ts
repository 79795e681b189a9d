import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';

/** A statement that a database parses and plans once on each connection, and runs many times. */
export interface PreparedStatement {
  /** By what it says, so that a connection that lives on never takes one for the other; without one, it is sent anew. */
  name: string | undefined;
  text: string;
  values: unknown[];
}

export type Row = Record<string, unknown>;

/** Logs a statement that is run past TypeORM, as TypeORM logs its own. */
export function logQuery(
  { logger }: DataSource,
  runner: QueryRunner | undefined,
  statement: PreparedStatement,
): void {
  logger.logQuery(statement.text, statement.values, runner);
}

/** Logs its failure, and returns what TypeORM would throw. */
export function toQueryFailedError(
  error: unknown,
  { logger }: DataSource,
  runner: QueryRunner | undefined,
  { text, values }: PreparedStatement,
): QueryFailedError {
  logger.logQueryError(error as Error, text, values, runner);
  return new QueryFailedError(text, values, error as Error);
}
