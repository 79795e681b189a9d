import { InvalidInputError, type Fault } from '../errors';
import type { TokenEndpointOptions } from '../options/token-options';
import { Check, IfDefined } from '../validation/decorators';
import type { Problem } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { describeType, nameProblem } from '../validation/text';
import { validate } from '../validation/validate';

/** A value, or for the options themselves a function of the request. */
function valueOrFunction(findProblem: (value: unknown) => Problem | undefined): PropertyDecorator {
  return Check((value) => (typeof value === 'function' ? undefined : findProblem(value)));
}

class TokenEndpointInput implements Record<keyof TokenEndpointOptions, unknown> {
  @valueOrFunction((value) => nameProblem(value, 128))
  provider: unknown;

  @IfDefined()
  @valueOrFunction((value) => nameProblem(value, 128))
  tenant: unknown;

  @valueOrFunction((value) => nameProblem(value, 1024))
  issuer: unknown;

  @valueOrFunction(audienceProblem)
  audience: unknown;

  @valueOrFunction(keySourceProblem)
  jwks: unknown;
}

/**
 * Checks the options of an endpoint.
 *
 * @param name of the method, for the message
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function validateTokenOptions(name: string, options: unknown): void {
  const { faults } = validate(TokenEndpointInput, options ?? {}, { noun: 'option' });
  if (faults.length > 0)
    throw new InvalidInputError('options_invalid', `${name} cannot use its options`, faults);
}

/** What is wrong with the values that functions of the request yielded. */
export function requestValueFaults(
  values: Record<'provider' | 'issuer' | 'audience' | 'jwks', unknown>,
): Fault[] {
  return validate(TokenEndpointInput, values, { noun: 'option' }).faults;
}

function audienceProblem(value: unknown): Problem | undefined {
  if (!Array.isArray(value)) return nameProblem(value, 1024);
  if (value.length === 0) return { code: 'empty', message: 'must name at least one audience' };
  const [problem] = value.map((item) => nameProblem(item, 1024)).filter((each) => each !== undefined);
  return problem;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function keySourceProblem(value: unknown): Problem | undefined {
  if (value === undefined) return { code: 'required', message: 'is missing' };
  if (typeof value === 'string' || value instanceof URL) {
    const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
    const isSafe =
      url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
    if (isSafe) return undefined;
    // Over plain HTTP, another machine in the network could send its own keys.
    return {
      code: 'invalid_value',
      message: 'must be an https: URL, a JWK set, or a function of the request',
    };
  }
  if (isJsonObject(value) && Array.isArray(value['keys']) && value['keys'].every(isJsonObject))
    return undefined;
  return {
    code: 'invalid_type',
    message: `must be an https: URL, a JWK set, or a function of the request, not ${describeType(value)}`,
  };
}
