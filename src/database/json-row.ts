import type { Database } from './database';

/** An expression of a SELECT, and whether its values are the same in JSON and in a column. */
export interface SelectExpression {
  sql: string;
  inJson: boolean;
}

/**
 * Collects the columns of a SELECT in one JSON array: a driver spends time on each column of a row, and little on a
 * document. Values that JSON does not support stay columns.
 */
export class JsonRowBuilder {
  readonly #database: Database;
  readonly #jsonValues: string[] = [];
  readonly #separate: { index: number; sql: string }[] = [];
  #count = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @returns the position of the first one in the result of {@link decode}; the others follow
   */
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

  /** The select list of the statement. */
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

/** Decodes the rows that a SELECT returns as one value. Each row has the values of several entities. */
export function decodeRows(value: unknown): unknown[][][] {
  return (parseJson(value) as unknown[][][] | null) ?? [];
}

/** Some drivers parse JSON documents, others return text. */
function parseJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
