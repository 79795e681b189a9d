import type { DataSource, DataSourceOptions } from 'typeorm';
import { startPostgres, type Postgres } from '../support/postgres';
import { openApp } from './app';

/** Runs the same tests on SQLite and on a real PostgreSQL server, each with the app's tables. */
export function onEachDatabase(
  tests: (dataSource: () => DataSource) => void,
  options: Partial<DataSourceOptions> = {},
): void {
  describe.each(['SQLite', 'PostgreSQL'])('%s', (database) => {
    let postgres: Postgres | undefined;
    let dataSource: DataSource | undefined;
    beforeAll(async () => {
      if (database === 'PostgreSQL') postgres = await startPostgres();
      dataSource = await openApp({ ...options, ...(await postgres?.newDatabase()) } as typeof options);
    });
    afterAll(async () => {
      await dataSource?.destroy();
      await postgres?.stop();
    });
    tests(() => dataSource!);
  });
}

/** The refusal, as an asymmetric matcher for `rejects`. */
export const MANAGED: unknown = expect.objectContaining({
  code: 'managed_by_identity_provider',
  status: 403,
});
