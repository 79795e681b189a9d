import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { AuditLog } from '../audit/audit-log';
import type { ProvisioningContext } from '../context';
import { runInTransaction } from '../database/unit-of-work';
import { RESPONSE_HEADERS } from '../http/problem-details';
import { settle } from '../http/settle';
import type { TokenEndpointOptions } from '../options/token-options';
import { resolveConnection, type TokenConnection } from './connection';
import { TokenError } from './token-error';

/** An answer, without the headers that every answer has. */
export interface TokenResponse {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: object;
}

/** What a standard says of an endpoint. */
export interface TokenEndpoint<Body> {
  /** Reads the request before the app's functions are called. */
  read: (request: IncomingMessage) => Promise<Body>;
  /** Does what the request asks for. */
  handle: (body: Body, connection: TokenConnection) => Promise<TokenResponse>;
  /** The answer to a request that is refused. */
  refuse: (error: TokenError) => TokenResponse;
}

/** Makes the request handler of an endpoint. What goes wrong in the app or its database goes to `next`. */
export function createTokenEndpoint<Body>(
  context: ProvisioningContext,
  options: TokenEndpointOptions<never>,
  { read, handle, refuse }: TokenEndpoint<Body>,
) {
  return (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void =>
    settle(answer(request), (tokenResponse) => send(response, tokenResponse, !request.readableEnded), next);

  async function answer(request: IncomingMessage): Promise<TokenResponse> {
    if (request.method !== 'POST') return { status: 405, headers: { Allow: 'POST' } };
    let connection: TokenConnection | undefined;
    try {
      const body = await read(request);
      connection = await resolveConnection(options, request);
      return await handle(body, connection);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      if (connection !== undefined) await auditRefusal(context, connection, error);
      return refuse(error);
    }
  }
}

/** Refusals that are in an audit log already, in this minute and by this instance: anyone can send such requests. */
const auditedByLog = new WeakMap<AuditLog, LRUCache<string, true>>();

/** Audits a refusal, or a token that named no user: of the same kind once a minute. */
export async function auditRefusal(
  { database, auditLog }: ProvisioningContext,
  { tenant, provider }: TokenConnection,
  { problem, message }: Pick<TokenError, 'problem' | 'message'>,
): Promise<void> {
  const key = JSON.stringify([tenant, provider, problem]);
  const audited = auditedByLog.get(auditLog) ?? new LRUCache({ max: 10_000, ttl: 60_000 });
  auditedByLog.set(auditLog, audited);
  if (audited.get(key)) return;
  audited.set(key, true);
  const details = { code: problem, message };
  await runInTransaction(database, tenant, (manager) =>
    auditLog.recordDeduplicated(manager, new Date(), { type: 'tokenRefused', tenant, provider, details }, [
      problem,
    ]),
  );
}

/** @param isUnread whether a part of the body was not read, so that the connection cannot be used again */
function send(
  response: ServerResponse,
  { status, headers = {}, body }: TokenResponse,
  isUnread: boolean,
): void {
  if (response.headersSent) return;
  response.statusCode = status;
  const all = { ...RESPONSE_HEADERS, 'Cache-Control': 'no-store', ...headers };
  for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
  if (isUnread) response.setHeader('Connection', 'close');
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}
