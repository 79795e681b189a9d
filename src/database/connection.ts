import type { DataSource, QueryRunner } from 'typeorm';
import type { Dialect, DriverError } from './dialects/dialect';

/**
 * Runs work on a connection of the pool, and returns the connection only if it is usable. If a driver stops waiting for
 * a response, the query still runs on the connection, and the rollback can only be sent after it: the next user of the
 * connection would wait for the query, and commit what the rollback should have undone.
 *
 * @throws {ProvisioningError} `options_invalid` where no connection of the data source can be used
 */
export async function withConnection<T>(
  { dataSource, dialect }: { dataSource: DataSource; dialect: Dialect },
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  await dialect.checkConnections?.(dataSource);
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
