import { STATUS_CODES, type ServerResponse } from 'node:http';
import { ProvisioningError } from '../errors';

/**
 * Answers with the error as problem details for HTTP APIs (RFC 9457). A response that was already sent, by a timeout for
 * instance, stays as it is: the request ends there all the same.
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

/** Whether an error is meant for the client. Every other one is for the app's own error handler. */
export function isExposedError(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.status !== 500;
}

/** Sends a browser to another address. A response that was already sent stays as it is. */
export function sendRedirect(res: ServerResponse, url: string): void {
  if (res.headersSent) return;
  res.statusCode = 302;
  setResponseHeaders(res);
  res.setHeader('Location', url);
  res.setHeader('Cache-Control', 'no-store');
  res.end();
}

/** Every response of this library: no browser guesses its type, and no page of another origin can embed it. */
export const RESPONSE_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

function setResponseHeaders(res: ServerResponse): void {
  for (const [name, value] of Object.entries(RESPONSE_HEADERS)) res.setHeader(name, value);
}
