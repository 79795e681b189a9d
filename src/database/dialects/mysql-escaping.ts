import type { DataSource } from 'typeorm';
import { ProvisioningError } from '../../errors';

const checks = new WeakMap<DataSource, Promise<void>>();

/**
 * `mysql2` writes text into the statement and escapes quotes with backslashes. With `NO_BACKSLASH_ESCAPES` the server ends
 * the text at such a quote, and reads what follows, such as a group name, as SQL. The first connection tells; the check is
 * repeated only while it fails.
 *
 * @throws {ProvisioningError} `options_invalid`
 */
export function requireBackslashEscapes(dataSource: DataSource): Promise<void> {
  const running = checks.get(dataSource) ?? check(dataSource);
  checks.set(dataSource, running);
  return running;
}

async function check(dataSource: DataSource): Promise<void> {
  try {
    const [row] = await dataSource.query<{ mode: string }[]>('SELECT @@SESSION.sql_mode AS mode');
    if (row!.mode.includes('NO_BACKSLASH_ESCAPES')) throw new ProvisioningError('options_invalid', MESSAGE);
  } catch (error) {
    checks.delete(dataSource);
    throw error;
  }
}

const MESSAGE =
  'The connections of the data source have NO_BACKSLASH_ESCAPES in their sql_mode, and mysql2 escapes quotes with ' +
  'backslashes: text of an identity provider would become a part of statements. Remove that mode.';
