import type { DataSource } from 'typeorm';
import { dialectOf, type Dialect } from './dialects/dialect';

/** An expression of a SELECT, and whether its values travel in JSON as they do in a column. */
export interface SelectExpression {
  sql: string;
  inJson: boolean;
}

/** PostgreSQL gives no function more than 100 arguments. */
const MAX_ARGUMENTS = 90;

/**
 * What a SELECT brings, in one JSON array: a driver takes its time over each column of a row, and hardly any over a
 * document. Whatever JSON cannot hold stays a column.
 */
export class JsonRowBuilder {
  readonly #dialect: Dialect;
  readonly #jsonValues: string[] = [];
  readonly #separate: { index: number; sql: string }[] = [];
  #count = 0;

  constructor(private readonly dataSource: DataSource) {
    this.#dialect = dialectOf(dataSource);
  }

  /** @returns the place of the first in what {@link decode} gives; the others follow it */
  add(...expressions: (SelectExpression | string)[]): number {
    const first = this.#count;
    for (const expression of expressions) {
      const { sql, inJson } = typeof expression === 'string' ? { sql: expression, inJson: true } : expression;
      const index = this.#count++;
      const fits = index < MAX_ARGUMENTS;
      if (fits) this.#jsonValues.push(inJson ? sql : 'NULL');
      if (!fits || !inJson) this.#separate.push({ index, sql });
    }
    return first;
  }

  /** The list of a SELECT. */
  get selectList(): string {
    const columns = this.#separate.map(({ sql }, i) => `${sql} AS ${this.#alias(i)}`);
    return [`${this.#dialect.jsonArray(this.#jsonValues)} AS packed`, ...columns].join(',\n');
  }

  /** The values in the order in which they were added. */
  decode(row: Record<string, unknown>): unknown[] {
    const values = parseJson(row.packed) as unknown[];
    this.#separate.forEach(({ index }, i) => (values[index] = row[`l${i}`]));
    return values;
  }

  #alias(i: number): string {
    return this.dataSource.driver.escape(`l${i}`);
  }
}

/** Rows that a SELECT brings as one value, each as the values of the entities that it is made of. */
export function decodeRows(value: unknown): unknown[][][] {
  return (parseJson(value) as unknown[][][] | null) ?? [];
}

/** Some drivers parse a document, others leave that to us. */
function parseJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
