import type { Database } from './server';

/** The SQL for filling tables, by database. */
export function seedSql({ type }: Database) {
  return type === 'sqlite'
    ? {
        // Random UUIDs, as the library generates them, so that the index order differs from the row order.
        id: `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`,
        /** A table of one column `n`, starting at 0. */
        numbers: (count: number) =>
          `(WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < ${count}) SELECT n FROM counted)`,
        jsonArray: (value: string) => `json_group_array(${value})`,
        /** The values in the order of their bytes, as the library sorts names for a hash, with a separator. */
        sortedList: (value: string, separator: string) =>
          `group_concat(${value}, '${separator}' ORDER BY ${value})`,
        /** `withConnection` registers this function. */
        sha256: (text: string) => `sha256(${text})`,
        /** The seed statements write millions of consistent rows into a temporary file: checks and durability are off. */
        before: ['PRAGMA foreign_keys = OFF', 'PRAGMA synchronous = OFF', 'PRAGMA cache_size = -1000000'],
        /** Updates the statistics of the planner, and flushes, so that neither happens while measuring. */
        after: ['PRAGMA wal_checkpoint(TRUNCATE)'],
      }
    : {
        id: 'gen_random_uuid()',
        numbers: (count: number) => `(SELECT n FROM generate_series(0, ${count - 1}) AS n)`,
        jsonArray: (value: string) => `json_agg(${value})`,
        sortedList: (value: string, separator: string) =>
          `string_agg(${value}, '${separator}' ORDER BY (${value}) COLLATE "C")`,
        sha256: (text: string) => `encode(sha256(CAST(${text} AS bytea)), 'hex')`,
        before: ['SET session_replication_role = replica'],
        after: ['VACUUM ANALYZE', 'CHECKPOINT'],
      };
}
