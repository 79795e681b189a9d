import { STATUS_CODES, type ServerResponse } from 'node:http';
import { ProvisioningError } from '../errors';

/** Answers with the error as problem details for HTTP APIs (RFC 9457). */
export function sendProblem(res: ServerResponse, error: ProvisioningError, status = error.status): void {
  const { type, ...members } = error.toProblemDetails();
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/problem+json');
  res.setHeader('Cache-Control', 'no-store');
  res.end(JSON.stringify({ type, title: STATUS_CODES[status] ?? 'Refused', ...members, status }));
}

/** Whether an error is meant for the client. Every other one is for the app's own error handler. */
export function isExposedError(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.status !== 500;
}
