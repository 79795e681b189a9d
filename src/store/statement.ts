import type { DataSource } from 'typeorm';
import type { Connection } from './reader';

/** SQL that is written once, with `:name` where a value goes, and run many times. */
export class Statement {
  readonly #sql: string;
  readonly #names: string[] = [];

  constructor(dataSource: DataSource, sql: string) {
    this.#sql = sql.replace(/(?<![:\w]):([a-zA-Z]+)/g, (_, name: string) => {
      this.#names.push(name);
      return dataSource.driver.createParameter(name, this.#names.length - 1);
    });
  }

  async run(connection: Connection, values: Record<string, unknown>): Promise<Record<string, unknown>[]> {
    return (await connection.query(
      this.#sql,
      this.#names.map((name) => values[name]),
    )) as Record<string, unknown>[];
  }
}
