import { STATUS_CODES, type ServerResponse } from 'node:http';
import { ProvisioningError } from '../errors';

/**
 * Responds with the error as problem details for HTTP APIs (RFC 9457). A response that was already sent, for example by
 * a timeout, stays unchanged; the request ends in either case.
 */
export function sendProblem(res: ServerResponse, error: ProvisioningError, status = error.status): void {
  if (res.headersSent) return;
  const { type, ...members } = error.toProblemDetails();
  res.statusCode = status;
  setResponseHeaders(res);
  res.setHeader('Content-Type', 'application/problem+json');
  res.setHeader('Cache-Control', 'no-store');
  res.end(JSON.stringify({ type, title: STATUS_CODES[status] ?? 'Refused', ...members, status }));
}

/** Whether an error is meant for the client. All others go to the app's error handler. */
export function isExposedError(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.status !== 500;
}

/** Redirects a browser. A response that was already sent stays unchanged. */
export function sendRedirect(res: ServerResponse, url: string): void {
  if (res.headersSent) return;
  res.statusCode = 302;
  setResponseHeaders(res);
  res.setHeader('Location', url);
  res.setHeader('Cache-Control', 'no-store');
  res.end();
}

/**
 * The headers of every response of this library: a browser must not guess the content type, and a page of another
 * origin cannot embed the response.
 */
export const RESPONSE_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

function setResponseHeaders(res: ServerResponse): void {
  for (const [name, value] of Object.entries(RESPONSE_HEADERS)) res.setHeader(name, value);
}
