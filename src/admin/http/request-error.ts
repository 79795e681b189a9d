import { ProvisioningError, type Fault } from '../../errors';

/** A request that cannot be read. */
export class RequestError extends ProvisioningError {
  constructor(
    message: string,
    readonly faults: readonly Fault[] = [],
    options: { status?: number; cause?: unknown } = {},
  ) {
    super('request_invalid', message, { status: 400, ...options });
  }
}

export function invalidParameter(path: string, message: string): RequestError {
  return new RequestError(`The query parameter "${path}" ${message}.`, [{ path, message }]);
}
