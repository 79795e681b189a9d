import type { Request } from 'express';
import { ProvisioningError } from '../../errors';

/**
 * Refuses a change that a page of another site sends with the cookies of the user. Browsers send the origin of a
 * request, and no page can forge it.
 *
 * @throws {ProvisioningError} `cross_origin`
 */
export function requireSameOrigin(request: Request): void {
  const fetchSite = request.get('sec-fetch-site');
  const isSameOrigin =
    fetchSite === undefined ? matchesHost(request, request.get('origin')) : fetchSite === 'same-origin';
  if (isSameOrigin) return;
  const message =
    'Changes are taken only from pages of this origin. Send an Origin header that is the address of this app.';
  throw new ProvisioningError('cross_origin', message, { status: 403 });
}

function matchesHost(request: Request, origin: string | undefined): boolean {
  const ownOrigin = `${request.protocol}://${requestHost(request)}`;
  if (origin === undefined || !URL.canParse(origin) || !URL.canParse(ownOrigin)) return false;
  const { origin: senderOrigin } = new URL(origin);
  return senderOrigin !== 'null' && senderOrigin === new URL(ownOrigin).origin;
}

/** The host with its port, according to the app's setting "trust proxy". Express 4 has no property for it. */
function requestHost(request: Request): string {
  const trustsProxy = request.app.get('trust proxy fn') as
    ((address: string, hop: number) => boolean) | undefined;
  const forwardedHost = request.get('x-forwarded-host');
  const isForwarded =
    forwardedHost !== undefined && trustsProxy?.(request.socket.remoteAddress ?? '', 0) === true;
  return (isForwarded ? forwardedHost.split(',')[0]!.trim() : request.get('host')) ?? '';
}
