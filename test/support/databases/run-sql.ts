import type { DataSource } from 'typeorm';

/**
 * Runs SQL that bypasses every guard and hook, like the database's own client: with `"names"` and `?` for
 * values, whatever the database under test has for them.
 */
export function runSql<Row = unknown>(
  dataSource: DataSource,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { driver } = dataSource;
  let place = 0;
  const native = sql
    .replace(/"([^"]+)"/g, (_, name: string) => driver.escape(name))
    .replace(/\?/g, () => driver.createParameter(`value${place}`, place++));
  return dataSource.query(native, [...values]);
}

/** The function that makes a JSON array of values. */
export function jsonArrayFunction({ options }: DataSource): string {
  return options.type === 'postgres' ? 'json_build_array' : 'json_array';
}
