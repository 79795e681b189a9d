import type { Request } from 'express';
import { ProvisioningError } from '../../errors';

/**
 * Refuses a change that a page of another site sends along with the cookies of whoever looks at it. Browsers say where a
 * request comes from, and no page can forge it.
 *
 * @throws {ProvisioningError} `cross_origin`
 */
export function checkSameOrigin(request: Request): void {
  const site = request.get('sec-fetch-site');
  const isOwn = site === undefined ? isOwnOrigin(request, request.get('origin')) : site === 'same-origin';
  if (isOwn) return;
  const message =
    'Changes are taken only from pages of this origin. Send an Origin header that is the address of this app.';
  throw new ProvisioningError('cross_origin', message, { status: 403 });
}

function isOwnOrigin(request: Request, origin: string | undefined): boolean {
  const own = `${request.protocol}://${hostOf(request)}`;
  if (origin === undefined || !URL.canParse(origin) || !URL.canParse(own)) return false;
  const { origin: sender } = new URL(origin);
  return sender !== 'null' && sender === new URL(own).origin;
}

/** The host with its port, as the app's setting "trust proxy" has it; Express 4 has no property for that. */
function hostOf(request: Request): string {
  const trusts = request.app.get('trust proxy fn') as ((address: string, hop: number) => boolean) | undefined;
  const forwarded = request.get('x-forwarded-host');
  const isForwarded = forwarded !== undefined && trusts?.(request.socket.remoteAddress ?? '', 0) === true;
  return (isForwarded ? forwarded.split(',')[0]!.trim() : request.get('host')) ?? '';
}
