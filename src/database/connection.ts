import type { DataSource, QueryRunner } from 'typeorm';
import type { Dialect, DriverError } from './dialects/dialect';

/**
 * Runs work on a connection of the pool, which gets it back only as good as it was. A driver that stops waiting for an
 * answer leaves the query on the connection, and before its end the rollback cannot be sent: the next user of the
 * connection would wait for the query, and commit what the rollback should have undone.
 */
export async function withConnection<T>(
  { dataSource, dialect }: { dataSource: DataSource; dialect: Dialect },
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work(runner);
  } catch (error) {
    const { driverError } = (error ?? {}) as { driverError?: DriverError };
    const isUnanswered = driverError !== undefined && dialect.isUnanswered(driverError);
    if (runner.isTransactionActive || isUnanswered) await destroyConnection(runner, dialect);
    throw error;
  } finally {
    await runner.release();
  }
}

async function destroyConnection(runner: QueryRunner, dialect: Dialect): Promise<void> {
  const connecting = runner.connect() as Promise<unknown>;
  const connection = await connecting.catch(() => undefined);
  if (connection !== undefined) dialect.destroyConnection(connection);
}
