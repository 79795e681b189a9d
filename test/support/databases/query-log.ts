import type { DataSource, Logger } from 'typeorm';

/** A statement as it goes to the database. */
export interface LoggedQuery {
  sql: string;
  values: unknown[];
}

/** What is asked of the database from now on, by a list that grows; empty it to begin anew. */
export function logQueries(...dataSources: DataSource[]): LoggedQuery[] {
  const queries: LoggedQuery[] = [];
  const logger = { logQuery: (sql: string, values: unknown[] = []) => void queries.push({ sql, values }) };
  const ignore = () => undefined;
  // It takes statements alone.
  const queryLogger = new Proxy(logger, {
    get: (of, name) => Reflect.get(of, name) ?? ignore,
  }) as unknown as Logger;
  for (const dataSource of dataSources) dataSource.setOptions({ logger: queryLogger, logging: ['query'] });
  return queries;
}
