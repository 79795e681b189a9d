import type { IncomingMessage } from 'node:http';
import type { EntityManager } from 'typeorm';
import { writeSessionsEnded } from '../access/end-sessions';
import { providerActor } from '../audit/actor';
import type { ProvisioningContext } from '../context';
import type { ProvisioningEvents } from '../events';
import type { TokenEndpointOptions } from '../options/token-options';
import { isJsonObject } from '../validation/json';
import type { TokenConnection } from './connection';
import { auditRefusal, createTokenEndpoint, type TokenResponse } from './endpoint';
import { readBody } from './read-body';
import { useOnce } from './received-tokens';
import { findSubject } from './subject';
import { TokenError } from './token-error';
import { isClaimText, verifyToken, type VerifiedToken } from './verify-token';

/** OpenID Connect Back-Channel Logout 1.0, 2.4. Keycloak has sent `JWT` until version 25. */
const RULES = { types: [undefined, 'jwt', 'logout+jwt'], maxAge: 10 * 60 };
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** OpenID Connect Back-Channel Logout 1.0, as an endpoint. */
export function createBackChannelLogout(context: ProvisioningContext, options: TokenEndpointOptions<never>) {
  return createTokenEndpoint(context, options, { read: readLogoutToken, handle, refuse });

  async function handle(text: unknown, connection: TokenConnection): Promise<TokenResponse> {
    const token = await verifyToken(text, connection, RULES);
    const logout = readLogout(token);
    const ended = await useOnce(context, connection, token, (manager) =>
      endSessions(context, manager, connection, logout),
    );
    if (ended === undefined) await auditRefusal(context, connection, UNKNOWN_SUBJECT);
    else context.events.emit('sessionsEnded', ended);
    // The same for a user who is not known: the sender learns nothing of the users.
    return { status: 200 };
  }
}

async function readLogoutToken(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, 'application/x-www-form-urlencoded');
  if (typeof body !== 'string') return body['logout_token'];
  const tokens = new URLSearchParams(body).getAll('logout_token');
  return tokens.length === 1 ? tokens[0] : undefined;
}

/** Whom a logout token signs out: a user, one session of a user, or a session. */
interface Logout {
  sub: string | undefined;
  sid: string | undefined;
}

/** Checks what section 2.6 says of the claims of a logout token. */
function readLogout({ claims }: VerifiedToken): Logout {
  const { sub, sid, events, nonce } = claims;
  if (!isJsonObject(events) || !Object.hasOwn(events, LOGOUT_EVENT) || !isJsonObject(events[LOGOUT_EVENT]))
    throw new TokenError('token_invalid', 'The claim "events" does not say that this is a logout token.');
  // An ID token has one, and must not be taken for a logout token.
  if (nonce !== undefined) throw new TokenError('token_invalid', 'A logout token must not have a "nonce".');
  for (const [name, value] of Object.entries({ sub, sid })) {
    if (value !== undefined && !isClaimText(value))
      throw new TokenError('token_invalid', `The claim "${name}" must be text.`);
  }
  if (sub === undefined && sid === undefined)
    throw new TokenError('token_invalid', 'The token has neither "sub" nor "sid".');
  return { sub, sid: sid as string | undefined };
}

/** @returns the sessions that ended; `undefined` if the user is not known */
async function endSessions(
  context: ProvisioningContext,
  manager: EntityManager,
  { tenant, provider, issuer }: TokenConnection,
  { sub, sid }: Logout,
): Promise<ProvisioningEvents['sessionsEnded'] | undefined> {
  const user =
    sub === undefined
      ? undefined
      : await findSubject(context, manager, { tenant, provider, issuer, subject: sub });
  if (user === undefined && sid === undefined) return undefined;
  const ended = {
    ...{ tenant, userId: user?.id ?? null, provider, sid: sid ?? null },
    ...{ actor: providerActor(provider), reason: 'back-channel logout' },
  };
  await writeSessionsEnded(context, manager, ended);
  return ended;
}

const UNKNOWN_SUBJECT = {
  problem: 'subject_unknown' as const,
  message: 'No user has this subject at the provider.',
};

/** Section 2.8, with the error of RFC 6749, 5.2. */
function refuse({ message }: TokenError): TokenResponse {
  return { status: 400, body: { error: 'invalid_request', error_description: message } };
}
