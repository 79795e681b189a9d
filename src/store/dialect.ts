import type { DataSource } from 'typeorm';

/** What differs from one database to the other; everything else is the same SQL. */
export interface Dialect {
  /** One JSON array of the values of a row. */
  jsonRow(values: readonly string[]): string;
  /** One JSON array of an expression's values over all rows. */
  jsonRows(row: string): string;
  /** Appended to a SELECT to keep its rows from other transactions; empty where a write locks the whole database. */
  forUpdate: string;
  /** Whether everything in the process shares one connection, so that transactions have to queue. */
  oneConnection: boolean;
  /** How many values one statement can carry. */
  maxParameters: number;
}

export function dialectOf(dataSource: DataSource): Dialect {
  const { type } = dataSource.options;
  switch (type as string) {
    case 'postgres':
    case 'aurora-postgres':
      return dialect('json_build_array', 'json_agg', ' FOR UPDATE', false, 65_535);
    case 'mysql':
    case 'mariadb':
    case 'aurora-mysql':
      return dialect('JSON_ARRAY', 'JSON_ARRAYAGG', ' FOR UPDATE', false, 65_535);
    case 'better-sqlite3':
    case 'sqljs':
      return dialect('json_array', 'json_group_array', '', true, 32_766);
    default:
      throw new Error(`passport-jit does not know the database type "${type}"`);
  }
}

function dialect(
  row: string,
  rows: string,
  forUpdate: string,
  oneConnection: boolean,
  maxParameters: number,
): Dialect {
  return {
    jsonRow: (values) => `${row}(${values.join(', ')})`,
    jsonRows: (values) => `${rows}(${values})`,
    forUpdate,
    oneConnection,
    maxParameters,
  };
}
