import type { DataSource, Logger } from 'typeorm';

/** A statement as it goes to the database. */
export interface Asked {
  sql: string;
  values: unknown[];
}

/** What is asked of the database from now on, by a list that grows; empty it to begin anew. */
export function listenTo(...dataSources: DataSource[]): Asked[] {
  const asked: Asked[] = [];
  const logger = { logQuery: (sql: string, values: unknown[] = []) => void asked.push({ sql, values }) };
  const ignore = () => undefined;
  // It takes statements alone.
  const quiet = new Proxy(logger, {
    get: (of, name) => Reflect.get(of, name) ?? ignore,
  }) as unknown as Logger;
  for (const dataSource of dataSources) dataSource.setOptions({ logger: quiet, logging: ['query'] });
  return asked;
}
