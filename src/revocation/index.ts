import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProvisioningContext } from '../context';
import type { TokenEndpointOptions } from '../options/token-options';
import { createBackChannelLogout } from './back-channel-logout';
import { createRevokeTokens } from './revoke-tokens';
import { createSecurityEvents } from './security-events';
import { validateTokenOptions } from './validate-options';

type RequestHandler = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/** @throws {InvalidInputError} `options_invalid` */
export function backChannelLogout(
  context: ProvisioningContext,
  options: TokenEndpointOptions<never>,
): RequestHandler {
  validateTokenOptions('jit.backChannelLogout', options);
  const handle = createBackChannelLogout(context, { ...options });
  return function backChannelLogout(req, res, next) {
    handle(req, res, next);
  };
}

/** @throws {InvalidInputError} `options_invalid` */
export function revokeTokens(
  context: ProvisioningContext,
  options: TokenEndpointOptions<never>,
): RequestHandler {
  validateTokenOptions('jit.revokeTokens', options);
  const handle = createRevokeTokens(context, { ...options });
  return function revokeTokens(req, res, next) {
    handle(req, res, next);
  };
}

/** @throws {InvalidInputError} `options_invalid` */
export function securityEvents(
  context: ProvisioningContext,
  options: TokenEndpointOptions<never>,
): RequestHandler {
  validateTokenOptions('jit.securityEvents', options);
  const handle = createSecurityEvents(context, { ...options });
  return function securityEvents(req, res, next) {
    handle(req, res, next);
  };
}
