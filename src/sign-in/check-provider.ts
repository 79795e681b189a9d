import { InvalidInputError, type Fault } from '../errors';
import { nameProblem } from '../mapping/document';
import { didYouMean, nearest } from '../mapping/nearest';
import type { ProviderOptions } from './sight';

const OPTIONS = ['provider', 'tenant', 'issuer', 'subjectAttribute', 'emailDomains', 'attributes'];
const FIELDS = ['givenname', 'surname', 'avatar', 'email'];

/**
 * Checks what `jit.wrap` and `jit.provision` are told of a provider: a misspelt option would quietly trust nobody, or
 * look in the wrong place.
 *
 * @throws {InvalidInputError} `options_invalid`, with every fault at once
 */
export function checkProvider(options: ProviderOptions | undefined): void {
  const given: Record<string, unknown> = { ...options };
  const { provider, tenant, issuer, subjectAttribute, emailDomains = [], attributes = {} } = given;
  const faults: Fault[] = [...unknownKeys(given, OPTIONS, '')];
  const check = (path: string, isRight: boolean, message: string) => {
    if (!isRight) faults.push({ path, message });
  };

  check(
    'provider',
    nameProblem(provider, 128) === undefined,
    'must be the id of the provider, 1 to 128 characters of well-formed Unicode',
  );
  check(
    'tenant',
    tenant === undefined || isText(tenant) || typeof tenant === 'function',
    'must be text, or for jit.wrap a function of the request',
  );
  check('issuer', issuer === undefined || isText(issuer), 'must be the entity id or URL of the issuer');
  check(
    'subjectAttribute',
    subjectAttribute === undefined || isText(subjectAttribute),
    'must be the name of an attribute',
  );
  check('emailDomains', isList(emailDomains), "must be a list of domains such as ['example.com']");
  if (typeof attributes !== 'object' || attributes === null) {
    check('attributes', false, 'must be an object such as { givenname: "firstName" }');
  } else {
    faults.push(...unknownKeys(attributes, FIELDS, 'attributes.'));
    for (const [field, names] of Object.entries(attributes)) {
      const isRight = names === undefined || isText(names) || isTexts(names);
      check(`attributes.${field}`, isRight, 'must be the name of an attribute, or a list of names');
    }
  }
  if (faults.length > 0)
    throw new InvalidInputError('options_invalid', 'The options of a provider cannot be used', faults);
}

function unknownKeys(object: object, known: readonly string[], prefix: string): Fault[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: prefix + key, message: `is no known option${didYouMean(nearest(key, known))}` }));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): boolean {
  return isList(value) && (value as unknown[]).every(isText);
}

/** An empty domain is no address's domain, so it trusts nobody. */
function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
