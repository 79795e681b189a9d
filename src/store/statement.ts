import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { onConnection } from './connection';
import { dialectOf, type Dialect } from './dialect';
import { runOnBetterSqlite3 } from './prepared/better-sqlite3';
import { runOnPostgres } from './prepared/postgres';
import type { Row } from './prepared/prepared';
import type { Bind } from './write';

/** Anything that runs SQL: the data source, or the query runner of a transaction. */
export type Connection = Pick<QueryRunner | DataSource, 'query' | 'manager'>;

/** Where a value goes. */
const VALUES = /(?<![:\w]):([a-zA-Z]+)/g;

/** SQL that is written once, with `:name` where a value goes, and run many times. */
export class Statement {
  readonly #name: string;
  readonly #text: string;
  readonly #names: string[] = [];
  readonly #dialect: Dialect;

  constructor(
    private readonly dataSource: DataSource,
    private readonly sql: string,
  ) {
    this.#dialect = dialectOf(dataSource);
    this.#text = sql.replace(VALUES, (_, name: string) => this.#placeOf(name));
    this.#name = `jit_${createHash('sha256').update(this.#text).digest('hex').slice(0, 24)}`;
  }

  run(connection: Connection, row: Row): Promise<Row[]> {
    const { dataSource } = this;
    const runner = connection === dataSource ? undefined : (connection as QueryRunner);
    const statement = {
      name: this.#name,
      text: this.#text,
      values: this.#names.map((name) => row[name]),
    };
    const { type } = dataSource.options;
    if (type === 'postgres') return runOnPostgres(dataSource, runner, statement);
    if (type === 'better-sqlite3') return runOnBetterSqlite3(dataSource, runner, statement);
    const { text, values } = statement;
    if (runner !== undefined || this.#dialect.oneConnection) return connection.query(text, values);
    return onConnection(dataSource, (own) => own.query(text, values) as Promise<Row[]>);
  }

  /** The same as a part of another statement: on PostgreSQL alone, where a value has a number. */
  within(bind: Bind, row: Row): string {
    const places = new Map<string, string>();
    return this.sql.replace(VALUES, (_, name: string) => {
      const place = places.get(name) ?? bind(row[name]);
      places.set(name, place);
      return place;
    });
  }

  #placeOf(name: string): string {
    const known = this.#dialect.numbersParameters ? this.#names.indexOf(name) : -1;
    const place = known === -1 ? this.#names.push(name) - 1 : known;
    return this.dataSource.driver.createParameter(name, place);
  }
}
