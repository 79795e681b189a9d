import { COMMON_JSON_SAFE_TYPES, MAX_JSON_VALUES, onConflictDoUpdate, type Dialect } from './dialect';
import { PostgresStatementRunner, isLostStatement } from './postgres-statements';

/** The error codes are those of appendix A of the manual. */
export const POSTGRES: Dialect = {
  jsonArray: (values) => `json_build_array(${values.join(', ')})`,
  jsonArrayAgg: (expression) => `json_agg(${expression})`,
  wrapJsonSelect: (select) => select,
  // Not `timestamptz`: TypeORM 0.3 leaves it to the driver, which creates a `Date` only for a column.
  jsonSafeTypes: new Set([
    ...COMMON_JSON_SAFE_TYPES,
    ...[
      'timestamp',
      'timestamp without time zone',
      'timestamp with time zone',
      'date',
      'time',
      'json',
      'jsonb',
    ],
    Date,
  ]),
  objectTypes: new Set([
    ...['interval', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'geometry', 'geography'],
    ...['vector', 'halfvec'],
  ]),
  maxJsonValues: MAX_JSON_VALUES,
  numberedParameters: true,
  inList: (expression, parameter) => `${expression} = ANY(${parameter})`,
  listParameter: (values) => values,
  supportsUnnest: true,
  unnestTexts: (parameter) => `unnest(CAST(${parameter} AS varchar[])) WITH ORDINALITY`,
  asText: (column) => `CAST(${column} AS text)`,
  textBytes: (column) => `OCTET_LENGTH(CAST(${column} AS text))`,
  withoutIndex: (column) => column,
  onConflictUpdate: onConflictDoUpdate,
  onConflictIncrement: (key, counter) => `ON CONFLICT (${key}) DO UPDATE SET ${counter}`,
  supportsWritableCte: true,
  // A message of the protocol has a 16-bit count of parameters.
  maxParameters: 65_535,
  lockClause: ' FOR UPDATE',
  caseSensitiveNames: true,
  uniqueConstraintsAreIndices: false,
  singleConnection: false,
  isConflict: (error) => isLostStatement(error) || CONFLICT_CODES.has(error.code),
  // The classes of cardinality and of integrity constraint violations.
  isIntegrityViolation: ({ code }) => typeof code === 'string' && /^2[13]/.test(code),
  isUnanswered: (error) => !('severity' in error),
  destroyConnection: (connection) => void (connection as { end?(): Promise<void> }).end?.(),
  createStatementRunner: ({ dataSource }) => new PostgresStatementRunner(dataSource),
};

const CONFLICT_CODES = new Set<unknown>([
  '23505', // Another transaction inserted the same row,
  '23503', // or deleted the row that a grant refers to.
  '40001', // A serialization failure,
  '40P01', // and a deadlock.
]);
