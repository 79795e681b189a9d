import type { IncomingMessage } from 'node:http';
import { writeSessionsEnded } from '../access/end-sessions';
import { providerActor } from '../audit/actor';
import type { ProvisioningContext } from '../context';
import type { TokenEndpointOptions } from '../options/token-options';
import { isJsonObject } from '../validation/json';
import { parseJsonBody } from './parse-json-body';
import type { TokenConnection } from './connection';
import { createTokenEndpoint, type TokenResponse } from './endpoint';
import { readBody } from './read-body';
import { useOnce } from './received-tokens';
import { findIdentified, readSubjectIdentifier } from './subject';
import { TokenError, type TokenProblem } from './token-error';
import { verifyToken } from './verify-token';

/** How Okta authenticates a request for Universal Logout. */
const RULES = { types: ['global-token-revocation+jwt'], maxAge: 10 * 60 };

/** Global Token Revocation (draft-parecki-oauth-global-token-revocation), as an endpoint. */
export function createRevokeTokens(context: ProvisioningContext, options: TokenEndpointOptions<never>) {
  return createTokenEndpoint(context, options, { read, handle, refuse });

  async function handle(
    { bearer, body }: RevocationRequest,
    connection: TokenConnection,
  ): Promise<TokenResponse> {
    if (bearer === undefined) throw new TokenError('token_invalid', 'Send a bearer token.');
    const token = await verifyToken(bearer, connection, RULES);
    if (!isJsonObject(body)) throw new TokenError('request_invalid', 'The body must be a JSON object.');
    const identifier = readSubjectIdentifier(body['sub_id'] ?? body['subject']);
    if (identifier.kind === 'session') throw new TokenError('request_invalid', 'Name a user.');
    const { tenant, provider } = connection;
    const ended = await useOnce(context, connection, token, async (manager) => {
      const user = await findIdentified(context, manager, connection, identifier);
      if (user === undefined) return undefined;
      const sessions = {
        ...{ tenant, userId: user.id, provider, sid: null },
        ...{ actor: providerActor(provider), reason: 'global token revocation' },
      };
      await writeSessionsEnded(context, manager, sessions);
      return sessions;
    });
    if (ended === undefined)
      throw new TokenError('subject_unknown', 'No user of this provider has this subject.');
    context.events.emit('sessionsEnded', ended);
    return { status: 204 };
  }
}

interface RevocationRequest {
  bearer: string | undefined;
  body: unknown;
}

async function read(request: IncomingMessage): Promise<RevocationRequest> {
  const [, bearer] = /^Bearer +([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return { bearer, body: parseJsonBody(await readBody(request, 'application/json')) };
}

const STATUS: { [problem in TokenProblem]?: number } = {
  ...{ request_invalid: 400, body_timeout: 408, body_too_large: 413, subject_unknown: 404 },
  ...{ connection_unknown: 404, keys_unavailable: 503, too_many_tokens: 429 },
};

function refuse({ problem, message }: TokenError): TokenResponse {
  const status = STATUS[problem] ?? 401;
  return {
    status,
    // RFC 6750, 3.1
    headers: status === 401 ? { 'WWW-Authenticate': 'Bearer error="invalid_token"' } : {},
    body: {
      error: status === 401 ? 'invalid_token' : (ERRORS[problem] ?? 'invalid_request'),
      error_description: message,
    },
  };
}

const ERRORS: { [problem in TokenProblem]?: string } = {
  ...{ subject_unknown: 'not_found', connection_unknown: 'not_found' },
  ...{ keys_unavailable: 'temporarily_unavailable', too_many_tokens: 'temporarily_unavailable' },
};
