import type { IncomingMessage } from 'node:http';
import { emitActivation } from '../access/change-activation';
import { providerActor } from '../audit/actor';
import type { ProvisioningContext } from '../context';
import type { TokenEndpointOptions } from '../options/token-options';
import { isJsonObject } from '../validation/json';
import type { TokenConnection } from './connection';
import { auditRefusal, createTokenEndpoint, type TokenResponse } from './endpoint';
import { applyEvent, type AppliedEvent } from './apply-event';
import { readBody } from './read-body';
import { useOnce } from './received-tokens';
import { readEvents } from './security-event';
import { type TokenError, type TokenProblem } from './token-error';
import { verifyToken } from './verify-token';

/** A transmitter may try for days to deliver an event (RFC 8935, 4), and most such tokens have no `exp`. */
const RULES = { types: ['secevent+jwt'], maxAge: 7 * 24 * 3600 };

/** Security Event Tokens (RFC 8417) by push (RFC 8935), as an endpoint. */
export function createSecurityEvents(context: ProvisioningContext, options: TokenEndpointOptions<never>) {
  return createTokenEndpoint(context, options, { read, handle, refuse });

  async function handle(text: unknown, connection: TokenConnection): Promise<TokenResponse> {
    const token = await verifyToken(text, connection, RULES);
    const events = readEvents(token.claims);
    const applied = await useOnce(context, connection, token, async (manager) => {
      const results: AppliedEvent[] = [];
      for (const event of events) results.push(await applyEvent(context, manager, connection, event));
      return results;
    });
    for (const each of applied) {
      if (each.kind === 'sessionsEnded') context.events.emit('sessionsEnded', each.ended);
      else if (each.kind === 'activation')
        emitActivation(context.events, each.result, {
          provider: connection.provider,
          actor: providerActor(connection.provider),
          reason: each.reason,
        });
      else if (each.kind === 'unknownSubject')
        await auditRefusal(context, connection, {
          problem: 'subject_unknown',
          message: 'No user has this subject at the provider.',
        });
    }
    return { status: 202 };
  }
}

async function read(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, 'application/secevent+jwt');
  return isJsonObject(body) ? undefined : body.trim();
}

/** The error codes of RFC 8935, 2.4. */
const ERRORS: { [problem in TokenProblem]?: string } = {
  key_unknown: 'invalid_key',
  issuer_unknown: 'invalid_issuer',
  audience_unknown: 'invalid_audience',
  signature_invalid: 'authentication_failed',
  connection_unknown: 'access_denied',
};

function refuse({ problem, message }: TokenError): TokenResponse {
  // The transmitter sends it again where the first answer was lost (RFC 8935, 2).
  if (problem === 'token_replayed') return { status: 202 };
  if (problem === 'keys_unavailable') return { status: 503 };
  if (problem === 'too_many_tokens') return { status: 429 };
  return {
    status: 400,
    headers: { 'Content-Language': 'en' },
    body: { err: ERRORS[problem] ?? 'invalid_request', description: message },
  };
}
