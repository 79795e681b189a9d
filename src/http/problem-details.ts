import type { ServerResponse } from 'node:http';
import type { ProvisioningError } from '../errors';

/** Answers with the error as problem details for HTTP APIs (RFC 9457). */
export function sendProblem(res: ServerResponse, { code, status, message }: ProvisioningError): void {
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/problem+json');
  res.setHeader('Cache-Control', 'no-store');
  res.end(
    JSON.stringify({
      type: 'about:blank',
      title: STATUS_TITLES[status] ?? 'Refused',
      status,
      detail: message,
      code,
    }),
  );
}

const STATUS_TITLES: Record<number, string> = { 401: 'Unauthorized', 403: 'Forbidden', 400: 'Bad Request' };
