import type { DataSource, EntityManager, EntityMetadata, ObjectLiteral, QueryBuilder } from 'typeorm';
import type { Dialect } from './dialects/dialect';

/** Takes a value of a statement, and returns what stands for it. */
export type Bind = (value: unknown) => string;

/** A write that is ready to be sent: its SQL, with its values bound in their order. */
export type Write = (bind: Bind) => string;

/** A statement that is being put together. */
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

/** A write by TypeORM's builder. */
export function fromQueryBuilder(builder: QueryBuilder<ObjectLiteral>): Write {
  return (bind) => {
    const [sql, values] = builder.getQueryAndParameters() as [string, unknown[]];
    const placeholders = values.map(bind);
    if (placeholders[0] === '?') return sql;
    // `$1` is another one among the values of several; in a name it is a part of the name.
    return sql.replace(/"(?:[^"]|"")*"|\$(\d+)/g, (match, number?: string) =>
      number === undefined ? match : placeholders[Number(number) - 1]!,
    );
  };
}

/** Carries out one write. @returns how many rows it was about */
export async function runWrite(dialect: Dialect, manager: EntityManager, write: Write): Promise<number> {
  const { bind, values } = new ParameterBinder(dialect);
  const { affected } = await manager.queryRunner!.query(write(bind), values, true);
  return affected ?? 0;
}

/** Splits rows into the batches of several statements: a database limits how many values one can carry. */
export function chunks<T>(items: readonly T[], size = 1000): T[][] {
  const all: T[][] = [];
  for (let i = 0; i < items.length; i += size) all.push(items.slice(i, i + size));
  return all;
}

/** A table's name for SQL: every part of it escaped. */
export function tableName({ driver }: DataSource, { tablePath }: EntityMetadata): string {
  return tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.');
}
