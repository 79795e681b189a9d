import { hash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { runOnPostgres } from './postgres';
import type { Row } from './prepared';

/**
 * The names of the statements that a data source has prepared. What a sign-in writes has some dozens of shapes: which
 * columns, and which kinds of grants come and go. A connection keeps what it has prepared, so there is an end to it.
 */
const statementNames = new WeakMap<DataSource, Map<string, string>>();
const MAX_STATEMENTS = 100;

/** Runs a statement on PostgreSQL that was put together at run time, prepared if there are not too many yet. */
export async function runPrepared(
  dataSource: DataSource,
  runner: QueryRunner,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const names = statementNames.get(dataSource) ?? new Map<string, string>();
  statementNames.set(dataSource, names);
  let name = names.get(text);
  if (name === undefined && names.size < MAX_STATEMENTS) {
    name = `jit_${hash('sha256', text).slice(0, 24)}`;
    names.set(text, name);
  }
  return runOnPostgres(dataSource, runner, { name, text, values });
}
