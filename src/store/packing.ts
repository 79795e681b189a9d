import type { DataSource } from 'typeorm';
import { dialectOf, type Dialect } from './dialect';

/** An expression of a SELECT, and whether its values travel in JSON as they do in a column. */
export interface Cell {
  sql: string;
  inJson: boolean;
}

/** PostgreSQL gives no function more than 100 arguments. */
const MOST_PACKED = 90;

/**
 * What a SELECT brings, in one JSON array: a driver takes its time over each column of a row, and hardly any over a
 * document. Whatever JSON cannot hold stays a column.
 */
export class Packing {
  readonly #dialect: Dialect;
  readonly #packed: string[] = [];
  readonly #loose: { place: number; sql: string }[] = [];
  #count = 0;

  constructor(private readonly dataSource: DataSource) {
    this.#dialect = dialectOf(dataSource);
  }

  /** @returns the place of the first in what {@link unpack} gives; the others follow it */
  add(...cells: (Cell | string)[]): number {
    const first = this.#count;
    for (const cell of cells) {
      const { sql, inJson } = typeof cell === 'string' ? { sql: cell, inJson: true } : cell;
      const place = this.#count++;
      const hasRoom = place < MOST_PACKED;
      if (hasRoom) this.#packed.push(inJson ? sql : 'NULL');
      if (!hasRoom || !inJson) this.#loose.push({ place, sql });
    }
    return first;
  }

  /** The list of a SELECT. */
  get list(): string {
    const columns = this.#loose.map(({ sql }, i) => `${sql} AS ${this.#alias(i)}`);
    return [`${this.#dialect.jsonRow(this.#packed)} AS packed`, ...columns].join(',\n');
  }

  /** The values in the order in which they were added. */
  unpack(row: Record<string, unknown>): unknown[] {
    const values = fromJson(row.packed) as unknown[];
    this.#loose.forEach(({ place }, i) => (values[place] = row[`l${i}`]));
    return values;
  }

  #alias(i: number): string {
    return this.dataSource.driver.escape(`l${i}`);
  }
}

/** Rows that a SELECT brings as one value, each as the values of the entities that it is made of. */
export function rowsIn(value: unknown): unknown[][][] {
  return (fromJson(value) as unknown[][][] | null) ?? [];
}

/** Some drivers parse a document, others leave that to us. */
function fromJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
