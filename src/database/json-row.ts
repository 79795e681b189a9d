import type { Database } from './database';

/** An expression of a SELECT, and whether its values travel in JSON as they do in a column. */
export interface SelectExpression {
  sql: string;
  inJson: boolean;
}

/**
 * What a SELECT brings, in one JSON array: a driver takes its time over each column of a row, and hardly any over a
 * document. Whatever JSON cannot hold stays a column.
 */
export class JsonRowBuilder {
  readonly #database: Database;
  readonly #jsonValues: string[] = [];
  readonly #separate: { index: number; sql: string }[] = [];
  #count = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns the place of the first in what {@link decode} gives; the others follow it */
  add(...expressions: (SelectExpression | string)[]): number {
    const first = this.#count;
    for (const expression of expressions) {
      const { sql, inJson } = typeof expression === 'string' ? { sql: expression, inJson: true } : expression;
      const index = this.#count++;
      const fits = index < this.#database.dialect.maxJsonValues;
      if (fits) this.#jsonValues.push(inJson ? sql : 'NULL');
      if (!fits || !inJson) this.#separate.push({ index, sql });
    }
    return first;
  }

  /** The list of a SELECT. */
  get selectList(): string {
    const columns = this.#separate.map(({ sql }, i) => `${sql} AS ${this.#alias(i)}`);
    return [`${this.#database.dialect.jsonArray(this.#jsonValues)} AS json`, ...columns].join(',\n');
  }

  /** The values in the order in which they were added. */
  decode(row: Record<string, unknown>): unknown[] {
    const values = parseJson(row.json) as unknown[];
    this.#separate.forEach(({ index }, i) => (values[index] = row[`l${i}`]));
    return values;
  }

  #alias(i: number): string {
    return this.#database.dataSource.driver.escape(`l${i}`);
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
