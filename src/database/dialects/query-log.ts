import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';
import type { PreparedStatement } from './dialect';

/** Logs a statement that bypasses TypeORM, in the same way as TypeORM. */
export function logQuery(
  { logger }: DataSource,
  runner: QueryRunner | undefined,
  statement: PreparedStatement,
): void {
  logger.logQuery(statement.text, statement.values, runner);
}

/** Logs the failure of a statement, and returns the error that TypeORM would throw. */
export function toQueryFailedError(
  error: unknown,
  { logger }: DataSource,
  runner: QueryRunner | undefined,
  { text, values }: PreparedStatement,
): QueryFailedError {
  logger.logQueryError(error as Error, text, values, runner);
  return new QueryFailedError(text, values, error as Error);
}
