import { STATUS_CODES, type ServerResponse } from 'node:http';
import { ProvisioningError, type Fault } from '../../errors';
import { SettingsConflictError, type Danger } from '../../settings/errors';

/** What an error may have to tell beside its code and message. */
type ErrorDetails = ProvisioningError & { faults?: readonly Fault[]; dangers?: readonly Danger[] };

/** Whether an error is the caller's to hear. What else goes wrong is for the app's own error handler. */
export function isExposedError(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.status !== 500;
}

/** Answers with the error as problem details for HTTP APIs (RFC 9457). */
export function sendProblem(res: ServerResponse, error: ProvisioningError): void {
  const { code, message, faults, dangers } = error as ErrorDetails;
  // The precondition was If-Match, and its failure has a status of its own.
  const isConflict = error instanceof SettingsConflictError;
  const status = isConflict ? 412 : error.status;
  const problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Refused',
    status,
    // What follows the first line is there again as faults or dangers.
    detail: message.split('\n')[0]!.replace(/:$/, '.'),
    code,
    ...(faults === undefined ? {} : { faults }),
    ...(dangers === undefined ? {} : { dangers }),
    ...(isConflict ? { currentVersion: error.currentVersion, changes: error.changes } : {}),
  };
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/problem+json');
  res.end(JSON.stringify(problem));
}
