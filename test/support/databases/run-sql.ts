import type { DataSource } from 'typeorm';

/**
 * Runs SQL past every guard and hook, as somebody at the database's own prompt would: with `"names"` and `?` for
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
