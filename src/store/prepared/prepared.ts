import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';

/** A statement that a database parses and plans once on each connection, and runs many times. */
export interface Prepared {
  /** By what it says, so that a connection that lives on never takes one for the other. */
  name: string;
  text: string;
  values: unknown[];
}

export type Row = Record<string, unknown>;

/** Runs a statement past TypeORM. It is logged, and fails, as TypeORM's own do. */
export async function reported<T>(
  { logger }: DataSource,
  runner: QueryRunner | undefined,
  { text, values }: Pick<Prepared, 'text' | 'values'>,
  run: () => T | Promise<T>,
): Promise<T> {
  logger.logQuery(text, values, runner);
  try {
    return await run();
  } catch (error) {
    logger.logQueryError(error as Error, text, values, runner);
    throw new QueryFailedError(text, values, error as Error);
  }
}
