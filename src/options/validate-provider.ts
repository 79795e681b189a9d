import { InvalidInputError, type Fault } from '../errors';
import { nameProblem } from '../validation/text';
import { didYouMean, closest } from '../validation/suggest';
import type { ProviderOptions } from './provider-options';

const KNOWN_OPTIONS = ['provider', 'tenant', 'issuer', 'subjectAttribute', 'emailDomains', 'attributes'];
const KNOWN_ATTRIBUTES = ['givenname', 'surname', 'avatar', 'email'];

/**
 * Checks what `jit.wrap` and `jit.provision` are told of a provider: a misspelt option would quietly trust nobody, or
 * look in the wrong place.
 *
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function validateProvider(options: ProviderOptions | undefined): void {
  const values: Record<string, unknown> = { ...options };
  const { provider, tenant, issuer, subjectAttribute, emailDomains = [], attributes = {} } = values;
  const faults: Fault[] = [...unknownKeys(values, KNOWN_OPTIONS, '')];
  const check = (path: string, isValid: boolean, message: string) => {
    if (!isValid) faults.push({ path, message });
  };

  check(
    'provider',
    nameProblem(provider, 128) === undefined,
    'must be the id of the provider, 1 to 128 characters of well-formed Unicode',
  );
  check(
    'tenant',
    tenant === undefined || isNonEmptyString(tenant) || typeof tenant === 'function',
    'must be text, or for jit.wrap a function of the request',
  );
  check(
    'issuer',
    issuer === undefined || isNonEmptyString(issuer),
    'must be the entity id or URL of the issuer',
  );
  check(
    'subjectAttribute',
    subjectAttribute === undefined || isNonEmptyString(subjectAttribute),
    'must be the name of an attribute',
  );
  check('emailDomains', isStringList(emailDomains), "must be a list of domains such as ['example.com']");
  if (typeof attributes !== 'object' || attributes === null) {
    check('attributes', false, 'must be an object such as { givenname: "firstName" }');
  } else {
    faults.push(...unknownKeys(attributes, KNOWN_ATTRIBUTES, 'attributes.'));
    for (const [field, names] of Object.entries(attributes)) {
      const isValid = names === undefined || isNonEmptyString(names) || isNonEmptyStringList(names);
      check(`attributes.${field}`, isValid, 'must be the name of an attribute, or a list of names');
    }
  }
  if (faults.length > 0)
    throw new InvalidInputError('options_invalid', 'The options of a provider cannot be used', faults);
}

function unknownKeys(object: object, knownKeys: readonly string[], prefix: string): Fault[] {
  return Object.keys(object)
    .filter((key) => !knownKeys.includes(key))
    .map((key) => ({
      path: prefix + key,
      message: `is no known option${didYouMean(closest(key, knownKeys))}`,
    }));
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNonEmptyStringList(value: unknown): boolean {
  return isStringList(value) && (value as unknown[]).every(isNonEmptyString);
}

/** An empty domain is no address's domain, so it trusts nobody. */
function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
