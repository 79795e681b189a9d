import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';
import type { PreparedStatement } from './dialect';

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
