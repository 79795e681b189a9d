import { hash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Database } from './database';
import type { Row } from './dialects/dialect';
import type { Bind } from './write';

/** Any object that runs SQL: the data source, or the query runner of a transaction. */
export type Connection = Pick<QueryRunner | DataSource, 'query' | 'manager'>;

/** The placeholder of a value. */
const NAMED_PARAMETER = /(?<![:\w]):([a-zA-Z]+)/g;

/** SQL with a fixed text, with `:name` for each value, that is run many times. */
export class Statement {
  readonly #name: string;
  readonly #text: string;
  readonly #parameterNames: string[] = [];
  readonly #sql: string;
  readonly #database: Database;

  constructor(database: Database, sql: string) {
    this.#database = database;
    this.#sql = sql;
    this.#text = sql.replace(NAMED_PARAMETER, (_, name: string) => this.#placeholder(name));
    this.#name = `jit_${hash('sha256', this.#text).slice(0, 24)}`;
  }

  run(connection: Connection, parameters: Row): Promise<Row[]> {
    const { dataSource, statements } = this.#database;
    const runner = connection === dataSource ? undefined : (connection as QueryRunner);
    const values = this.#parameterNames.map((name) => parameters[name]);
    return statements.run({ name: this.#name, text: this.#text, values }, runner);
  }

  /** The same SQL as a part of another statement. Only on PostgreSQL, where a parameter has a number. */
  inline(bind: Bind, parameters: Row): string {
    const placeholders = new Map<string, string>();
    return this.#sql.replace(NAMED_PARAMETER, (_, name: string) => {
      const placeholder = placeholders.get(name) ?? bind(parameters[name]);
      placeholders.set(name, placeholder);
      return placeholder;
    });
  }

  #placeholder(name: string): string {
    const existing = this.#database.dialect.numberedParameters ? this.#parameterNames.indexOf(name) : -1;
    const index = existing === -1 ? this.#parameterNames.push(name) - 1 : existing;
    return this.#database.dataSource.driver.createParameter(name, index);
  }
}
