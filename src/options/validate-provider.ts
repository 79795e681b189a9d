import { InvalidInputError } from '../errors';
import type { AttributeNames } from '../identity/claims';
import { Check, IfDefined } from '../validation/decorators';
import { emailDomainListProblems } from '../validation/email-domain';
import { nameProblem } from '../validation/text';
import { IsNested, validate } from '../validation/validate';
import type { ProviderOptions } from './provider-options';

function Satisfies(isValid: (value: unknown) => boolean, message: string): PropertyDecorator {
  return Check((value) =>
    isValid(value) ? undefined : { code: value === undefined ? 'required' : 'invalid_value', message },
  );
}

function IsAttributeName(): PropertyDecorator {
  return Satisfies(
    (names) => isNonEmptyString(names) || isNonEmptyStringList(names),
    'must be the name of an attribute, or a list of names',
  );
}

class AttributesInput implements Record<keyof AttributeNames, unknown> {
  @IfDefined()
  @IsAttributeName()
  givenname: unknown;

  @IfDefined()
  @IsAttributeName()
  surname: unknown;

  @IfDefined()
  @IsAttributeName()
  avatar: unknown;

  @IfDefined()
  @IsAttributeName()
  email: unknown;
}

class ProviderOptionsInput implements Record<keyof ProviderOptions | 'tenant', unknown> {
  @Satisfies(
    (value) => nameProblem(value, 128) === undefined,
    'must be the id of the provider, 1 to 128 characters of well-formed Unicode',
  )
  provider: unknown;

  @IfDefined()
  @Satisfies(
    (value) => isNonEmptyString(value) || typeof value === 'function',
    'must be text, or for jit.wrap a function of the request',
  )
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
 * Checks the options of `jit.wrap` and `jit.provision`: a misspelled option or a domain in another form would silently
 * trust no address, or read the wrong attribute.
 *
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function validateProvider(options: ProviderOptions | undefined): void {
  const { faults } = validate(ProviderOptionsInput, options ?? {}, { noun: 'option' });
  if (faults.length > 0)
    throw new InvalidInputError('options_invalid', 'The options of a provider cannot be used', faults);
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNonEmptyStringList(value: unknown): boolean {
  return isStringList(value) && (value as unknown[]).every(isNonEmptyString);
}

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
