import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { withConnection } from './connection';
import { dialectOf, type Dialect } from './dialects/dialect';
import { runOnBetterSqlite3 } from './prepared/better-sqlite3';
import { runOnPostgres } from './prepared/postgres';
import type { Row } from './prepared/prepared';
import type { Bind } from './write';

/** Anything that runs SQL: the data source, or the query runner of a transaction. */
export type Connection = Pick<QueryRunner | DataSource, 'query' | 'manager'>;

/** Where a value goes. */
const NAMED_PARAMETER = /(?<![:\w]):([a-zA-Z]+)/g;

/** SQL that is written once, with `:name` where a value goes, and run many times. */
export class Statement {
  readonly #name: string;
  readonly #text: string;
  readonly #parameterNames: string[] = [];
  readonly #dialect: Dialect;

  constructor(
    private readonly dataSource: DataSource,
    private readonly sql: string,
  ) {
    this.#dialect = dialectOf(dataSource);
    this.#text = sql.replace(NAMED_PARAMETER, (_, name: string) => this.#placeholder(name));
    this.#name = `jit_${createHash('sha256').update(this.#text).digest('hex').slice(0, 24)}`;
  }

  run(connection: Connection, parameters: Row): Promise<Row[]> {
    const { dataSource } = this;
    const runner = connection === dataSource ? undefined : (connection as QueryRunner);
    const statement = {
      name: this.#name,
      text: this.#text,
      values: this.#parameterNames.map((name) => parameters[name]),
    };
    const { type } = dataSource.options;
    if (type === 'postgres') return runOnPostgres(dataSource, runner, statement);
    if (type === 'better-sqlite3') return runOnBetterSqlite3(dataSource, runner, statement);
    const { text, values } = statement;
    if (runner !== undefined || this.#dialect.singleConnection) return connection.query(text, values);
    return withConnection(dataSource, (pooled) => pooled.query(text, values) as Promise<Row[]>);
  }

  /** The same as a part of another statement: on PostgreSQL alone, where a value has a number. */
  inline(bind: Bind, parameters: Row): string {
    const placeholders = new Map<string, string>();
    return this.sql.replace(NAMED_PARAMETER, (_, name: string) => {
      const placeholder = placeholders.get(name) ?? bind(parameters[name]);
      placeholders.set(name, placeholder);
      return placeholder;
    });
  }

  #placeholder(name: string): string {
    const existing = this.#dialect.numberedParameters ? this.#parameterNames.indexOf(name) : -1;
    const index = existing === -1 ? this.#parameterNames.push(name) - 1 : existing;
    return this.dataSource.driver.createParameter(name, index);
  }
}
