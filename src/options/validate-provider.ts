import { LRUCache } from 'lru-cache';
import { InvalidInputError, type Fault } from '../errors';
import { AttributesInput } from '../identity/attributes-input';
import { Check, IfDefined } from '../validation/decorators';
import { emailDomainListProblems } from '../validation/email-domain';
import { createFault } from '../validation/faults';
import { nameProblem } from '../validation/text';
import { IsNested, validate } from '../validation/validate';
import type { ProviderOptions } from './provider-options';

function Satisfies(isValid: (value: unknown) => boolean, message: string): PropertyDecorator {
  return Check((value) =>
    isValid(value) ? undefined : { code: value === undefined ? 'required' : 'invalid_value', message },
  );
}

class ProviderOptionsInput implements Record<keyof ProviderOptions | 'tenant', unknown> {
  @Satisfies(
    (value) => nameProblem(value, 128) === undefined,
    'must be the id of the provider, 1 to 128 characters of well-formed Unicode',
  )
  provider: unknown;

  @IfDefined()
  @Satisfies(isNonEmptyString, 'must be text, or for jit.wrap a function of the request')
  tenant: unknown;

  @IfDefined()
  @Satisfies(isNonEmptyString, 'must be the entity id or URL of the issuer')
  issuer: unknown;

  @IfDefined()
  @Satisfies(isNonEmptyString, 'must be the name of an attribute')
  subjectAttribute: unknown;

  @IfDefined()
  @Check(emailDomainListProblems)
  emailDomains: unknown;

  @IfDefined()
  @IsNested(AttributesInput, { noun: 'option' })
  attributes: unknown;
}

/**
 * Checks the options of `jit.provision`: with a misspelled option or a domain in another form, no address would be
 * trusted, or the wrong attribute would be read.
 *
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function validateProvider(options: ProviderOptions | undefined): void {
  throwFaults(findFaults(options ?? {}));
}

/**
 * Checks the options of `jit.wrap`, each of which may be a function of the request.
 *
 * @param isSaml whether the strategy is a SAML strategy. If the request determines its tenant or provider, `issuer` is
 *   required: otherwise two identity providers that share a signing key could sign in to each other's tenants
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function validateWrapOptions(options: unknown, isSaml: boolean): void {
  const values = (options ?? {}) as Record<string, unknown>;
  const isFunction = (name: string) => typeof values[name] === 'function';
  const faults = findFaults(values).filter(
    ({ segments, code }) => code === 'unknown_key' || !isFunction(String(segments[0])),
  );
  if (isSaml && values['issuer'] === undefined && (isFunction('tenant') || isFunction('provider'))) {
    const message =
      'is missing: a SAML strategy whose tenant or provider is a function must name the issuer (entity id) of the ' +
      'identity provider, or providers that share a signing key could sign in to the tenants of each other';
    faults.push(createFault(['issuer'], { code: 'required', message }));
  }
  throwFaults(faults);
}

/** Valid options that functions have returned, so that they are not validated again at each sign-in: 4 MB at most. */
const validOptions = new LRUCache<string, true>({ max: 1_000 });
const MAX_CACHED_LENGTH = 2_000;

/**
 * Validates the options that functions of the request have returned, once for each distinct value.
 *
 * @throws {InvalidInputError} `options_invalid` with status 500, because the fault is in the app and not in the request
 */
export function validateProviderOnce(options: ProviderOptions): void {
  const { provider, issuer, subjectAttribute, emailDomains, attributes } = options;
  const values = [provider, issuer, subjectAttribute, emailDomains, attributes];
  // Only for values of these types, JSON is unique.
  const key = values.every((value) => value === undefined || isPlain(value)) ? JSON.stringify(values) : '';
  if (validOptions.get(key)) return;
  throwFaults(findFaults(options), 500);
  if (key !== '' && key.length <= MAX_CACHED_LENGTH) validOptions.set(key, true);
}

function findFaults(options: object): Fault[] {
  return validate(ProviderOptionsInput, options, { noun: 'option' }).faults;
}

function throwFaults(faults: readonly Fault[], status?: number): void {
  if (faults.length > 0)
    throw new InvalidInputError(
      'options_invalid',
      'The options of a provider cannot be used',
      faults,
      status,
    );
}

/** Whether a value is text, or a list or an object of such values. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  const isObject = Object.getPrototypeOf(value) === Object.prototype;
  return (Array.isArray(value) || isObject) && Object.values(value).every(isPlain);
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
