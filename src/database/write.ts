import type { DataSource, EntityManager, EntityMetadata, ObjectLiteral, QueryBuilder } from 'typeorm';
import type { Dialect } from './dialects/dialect';

/** Adds a value to a statement, and returns its placeholder. */
export type Bind = (value: unknown) => string;

/** A prepared write: its SQL, with its values bound in their order. */
export type Write = (bind: Bind) => string;

/** The values of a statement that is being composed. */
export class ParameterBinder {
  readonly values: unknown[] = [];
  readonly bind: Bind;

  constructor({ numberedParameters }: Dialect) {
    this.bind = (value) => {
      const count = this.values.push(value);
      return numberedParameters ? `$${count}` : '?';
    };
  }
}

/** A write from a query builder of TypeORM. */
export function fromQueryBuilder(builder: QueryBuilder<ObjectLiteral>): Write {
  return (bind) => {
    const [sql, values] = builder.getQueryAndParameters() as [string, unknown[]];
    const placeholders = values.map(bind);
    if (placeholders[0] === '?') return sql;
    // `$1` must not match the beginning of `$10`; inside a name it is part of the name.
    return sql.replace(/"(?:[^"]|"")*"|\$(\d+)/g, (match, number?: string) =>
      number === undefined ? match : placeholders[Number(number) - 1]!,
    );
  };
}

/** Executes one write. @returns the number of affected rows */
export async function runWrite(dialect: Dialect, manager: EntityManager, write: Write): Promise<number> {
  const { bind, values } = new ParameterBinder(dialect);
  const { affected } = await manager.queryRunner!.query(write(bind), values, true);
  return affected ?? 0;
}

/** Splits rows into batches for several statements: a database limits the number of values in a statement. */
export function chunks<T>(items: readonly T[], size = 1000): T[][] {
  const all: T[][] = [];
  for (let i = 0; i < items.length; i += size) all.push(items.slice(i, i + size));
  return all;
}

/** The name of a table in SQL, with every part escaped. */
export function tableName({ driver }: DataSource, { tablePath }: EntityMetadata): string {
  return tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.');
}
