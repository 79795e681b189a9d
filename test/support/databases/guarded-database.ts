import type { DataSource, DataSourceOptions } from 'typeorm';
import { openGuardedDatabase } from '../fixtures/guarded-entities';

/** Runs tests on a database with the app's tables. */
export function withGuardedDatabase(
  tests: (dataSource: () => DataSource) => void,
  options: Partial<DataSourceOptions> = {},
): void {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await openGuardedDatabase(options);
  });
  afterAll(() => dataSource.destroy());
  tests(() => dataSource);
}

/** The refusal, as an asymmetric matcher for `rejects`. */
export const MANAGED: unknown = expect.objectContaining({
  code: 'managed_by_identity_provider',
  status: 403,
});
