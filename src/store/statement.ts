import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { onConnection } from './connection';
import { dialectOf, type Dialect } from './dialect';
import { canKeepPlans, runPrepared } from './prepared';
import type { Connection } from './reader';

type Row = Record<string, unknown>;

/** SQL that is written once, with `:name` where a value goes, and run many times. */
export class Statement {
  /** By what it says, so that a connection that lives on never takes one for the other. */
  readonly #name: string;
  readonly #sql: string;
  readonly #names: string[] = [];
  readonly #dialect: Dialect;

  constructor(
    private readonly dataSource: DataSource,
    sql: string,
  ) {
    this.#dialect = dialectOf(dataSource);
    this.#sql = sql.replace(/(?<![:\w]):([a-zA-Z]+)/g, (_, name: string) => this.#placeOf(name));
    this.#name = `jit_${createHash('sha256').update(this.#sql).digest('hex').slice(0, 24)}`;
  }

  async run(connection: Connection, values: Row): Promise<Row[]> {
    const list = this.#names.map((name) => values[name]);
    const fromPool = connection === this.dataSource && !this.#dialect.oneConnection;
    if (fromPool) return onConnection(this.dataSource, (runner) => this.#runOn(runner, list));
    return this.#runOn(connection, list);
  }

  async #runOn(connection: Connection, values: unknown[]): Promise<Row[]> {
    if (!canKeepPlans(this.dataSource)) return (await connection.query(this.#sql, values)) as Row[];
    const statement = { name: this.#name, text: this.#sql, values };
    return runPrepared(connection as QueryRunner, this.dataSource, statement);
  }

  #placeOf(name: string): string {
    const known = this.#dialect.numbersParameters ? this.#names.indexOf(name) : -1;
    const place = known === -1 ? this.#names.push(name) - 1 : known;
    return this.dataSource.driver.createParameter(name, place);
  }
}
