import type { DataSource, QueryRunner } from 'typeorm';

/**
 * Runs work on a connection of the pool, which gets it back only as good as it was. A driver that stops waiting for an
 * answer leaves the query on the connection, and before it the rollback cannot be sent: whoever came next would wait
 * for the one and commit what the other should have undone.
 */
export async function withConnection<T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work(runner);
  } catch (error) {
    if (runner.isTransactionActive || isUnansweredQuery(error)) await destroyConnection(runner);
    throw error;
  } finally {
    await runner.release();
  }
}

/** Whether a query failed otherwise than by what the server said of it. */
function isUnansweredQuery(error: unknown): boolean {
  const { driverError } = (error ?? {}) as { driverError?: object };
  // PostgreSQL's answers have the one, those of MySQL and MariaDB the other.
  return driverError !== undefined && !('severity' in driverError) && !('sqlState' in driverError);
}

/** Ends the connection, so that the pool makes a new one in its place. */
async function destroyConnection(runner: QueryRunner): Promise<void> {
  const connecting = runner.connect() as Promise<DriverConnection>;
  const connection = await connecting.catch(() => undefined);
  if (connection?.destroy) connection.destroy();
  else void connection?.end?.();
}

/** A connection of mysql2 is destroyed; one of pg ends, at once where a query is on it. */
interface DriverConnection {
  destroy?(): void;
  end?(): Promise<void>;
}
