import type { Database } from './server';

/** SQL for filling tables that is not the same everywhere. */
export function fillingSql({ type }: Database) {
  return type === 'sqlite'
    ? {
        // As random as real ones, so that their order is not that of the rows.
        id: `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`,
        /** A table of one column `n`, from 0 on. */
        numbers: (count: number) =>
          `(WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < ${count}) SELECT n FROM counted)`,
        jsonArray: (value: string) => `json_group_array(${value})`,
        /** A function of the connection for this. */
        sha256: (text: string) => `sha256(${text})`,
        /** Millions of rows that are right anyhow, in a file that nobody keeps. */
        beforehand: ['PRAGMA foreign_keys = OFF', 'PRAGMA synchronous = OFF', 'PRAGMA cache_size = -1000000'],
        /** What keeps the planner's idea of the rows right, and the next minutes free of housekeeping. */
        afterwards: ['PRAGMA wal_checkpoint(TRUNCATE)'],
      }
    : {
        id: 'gen_random_uuid()',
        numbers: (count: number) => `(SELECT n FROM generate_series(0, ${count - 1}) AS n)`,
        jsonArray: (value: string) => `json_agg(${value})`,
        sha256: (text: string) => `encode(sha256(CAST(${text} AS bytea)), 'hex')`,
        beforehand: ['SET session_replication_role = replica'],
        afterwards: ['VACUUM ANALYZE', 'CHECKPOINT'],
      };
}
