import { ProvisioningError, type Fault, type ProblemDetails } from '../../errors';
import { createFault, type Problem } from '../../validation/faults';

/** An invalid request. */
export class RequestError extends ProvisioningError {
  constructor(
    message: string,
    readonly faults: readonly Fault[] = [],
    options: { status?: number; cause?: unknown } = {},
  ) {
    super('request_invalid', message, { status: 400, ...options });
  }

  override toProblemDetails(): ProblemDetails {
    return { ...super.toProblemDetails(), faults: this.faults };
  }
}

export function invalidParameter(
  name: string,
  message: string,
  code: Problem['code'] = 'invalid_value',
): RequestError {
  return new RequestError(`The query parameter "${name}" ${message}.`, [
    createFault([name], { code, message }),
  ]);
}
