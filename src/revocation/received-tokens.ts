import { hash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { ProvisioningContext } from '../context';
import { countRows } from '../database/read-rows';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import { fromQueryBuilder, runWrite } from '../database/write';
import { deleteExpiredRows } from '../store/expired-rows';
import type { TokenConnection } from './connection';
import { TokenError } from './token-error';
import type { VerifiedToken } from './verify-token';

/** How many unexpired tokens of a tenant are kept. */
const MAX_TOKENS = 100_000;

/**
 * Does in one transaction what a token asks for. Of a token that arrives twice, also at the same moment on two
 * instances, only one counts: the transaction inserts a row for it.
 *
 * @throws {TokenError} `token_replayed`, `too_many_tokens`
 */
export function useOnce<Result>(
  context: ProvisioningContext,
  connection: TokenConnection,
  token: VerifiedToken,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  const { database } = context;
  return retryOnConflict(database, () =>
    runInTransaction(database, connection.tenant, async (manager) => {
      await insertToken(context, manager, connection, token);
      return work(manager);
    }),
  );
}

async function insertToken(
  { database, options: { entities } }: ProvisioningContext,
  manager: EntityManager,
  { tenant, provider, issuer }: TokenConnection,
  { jti, expiresAt }: VerifiedToken,
): Promise<void> {
  const { ReceivedToken } = entities;
  const tokenHash = hash('sha256', JSON.stringify([tenant, provider, issuer, jti]));
  const insert = manager
    .createQueryBuilder()
    .insert()
    .into(ReceivedToken)
    .values({ tokenHash, tenant, expiresAt })
    .orIgnore()
    .updateEntity(false);
  if ((await runWrite(database.dialect, manager, fromQueryBuilder(insert))) === 0)
    throw new TokenError('token_replayed', 'The token was received before (jti).');
  await deleteExpiredRows(database, manager, ReceivedToken, tenant);
  if ((await countRows(manager, ReceivedToken, { tenant })) > MAX_TOKENS)
    throw new TokenError('too_many_tokens', 'Too many tokens have arrived. Send this one again later.');
}
