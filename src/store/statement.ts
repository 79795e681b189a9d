import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
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
    if (!canKeepPlans(this.dataSource)) return (await connection.query(this.#sql, list)) as Row[];
    return onRunner(connection, (runner) =>
      runPrepared(runner, this.dataSource, { name: this.#name, text: this.#sql, values: list }),
    );
  }

  #placeOf(name: string): string {
    const known = this.#dialect.numbersParameters ? this.#names.indexOf(name) : -1;
    const place = known === -1 ? this.#names.push(name) - 1 : known;
    return this.dataSource.driver.createParameter(name, place);
  }
}

/** Runs work on the connection of a transaction, or on one from the pool that goes back there. */
async function onRunner<T>(connection: Connection, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  if (!('createQueryRunner' in connection)) return work(connection as QueryRunner);
  const runner = (connection as DataSource).createQueryRunner();
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}
