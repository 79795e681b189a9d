import { ProvisioningError } from '../errors';
import { hasAtMost, isWellFormedText } from '../validation/text';
import { QUALIFIER_SEPARATOR, qualifySubject } from './subject-qualifier';

/**
 * Who an identity provider says is there, in one shape for every protocol. A Passport strategy whose verify
 * callback yields one can be wrapped.
 *
 * @example
 * ```ts
 * new LdapStrategy(options, (entry, done) =>
 *   done(null, {
 *     protocol: 'ldap',
 *     issuer: 'ldaps://directory.example.com',
 *     subject: entry.entryUUID,
 *     email: entry.mail,
 *     attributes: { groups: entry.memberOf },
 *   }));
 * ```
 */
export interface VerifiedIdentity {
  /** `saml`, `oidc`, or your own word for another protocol. */
  protocol: string;
  /** The SAML entity id or the OpenID issuer URL. A known identity whose issuer changed is refused. */
  issuer: string;
  /** The person's stable id at this issuer, 1 to 1,024 characters: never an email address that can be given away. */
  subject: string;
  /** SAML: the NameID's format. */
  subjectFormat?: string;
  /** SAML: the qualifiers of the NameID, if they differ from the issuer and the service provider. They belong to the subject. */
  subjectQualifier?: string;
  /** The email address as the provider gave it. */
  email?: string;
  /** Exactly `true` where the provider vouches for the address (the OpenID claim `email_verified`). */
  emailVerified?: boolean;
  /** Everything that the provider said, by the provider's own names. */
  attributes: Readonly<Record<string, unknown>>;
}

/** @throws {ProvisioningError} `identity_invalid` when a strategy's verify callback yielded something else. */
export function assertVerifiedIdentity(value: unknown): asserts value is VerifiedIdentity {
  const problem = identityProblem(value);
  if (problem === undefined) return;
  throw new ProvisioningError(
    'identity_invalid',
    `The wrapped strategy's verify callback must yield a VerifiedIdentity, but ${problem}. ` +
      'Pass verifySaml, verifyOpenIDConnect or verifyOpenIDClient(config) to the strategy, or a verify of your own ' +
      'that yields { protocol, issuer, subject, email?, emailVerified?, attributes }.',
  );
}

/** SAML Core 8.3.8: a transient NameID is another one at every sign-in. */
const TRANSIENT_NAMEID_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

/**
 * The subject by which the person is found again: the identity's own, or the attribute that the provider names.
 *
 * @throws {ProvisioningError} `subject_transient`, `subject_invalid`
 */
export function readSubject(identity: VerifiedIdentity, subjectAttribute: string | undefined): string {
  if (subjectAttribute === undefined && identity.subjectFormat === TRANSIENT_NAMEID_FORMAT) {
    throw new ProvisioningError(
      'subject_transient',
      'The identity provider sent a transient NameID, which is another one at every sign-in. Have it send a ' +
        'persistent one, or name an attribute that stays the same: jit.wrap(strategy, { subjectAttribute }).',
      { status: 403 },
    );
  }
  const subject =
    subjectAttribute === undefined ? identity.subject : onlyValue(ownAttribute(identity, subjectAttribute));
  const expected =
    subjectAttribute === undefined ? 'a subject' : `one value of the attribute "${subjectAttribute}"`;
  const qualifier = subjectAttribute === undefined ? identity.subjectQualifier : undefined;
  const problem =
    subjectProblem(subject, expected) ??
    (identity.protocol === 'saml' && (subject as string).includes(QUALIFIER_SEPARATOR)
      ? 'sent a subject that XML does not allow'
      : subjectProblem(qualifySubject(subject as string, qualifier), expected));
  if (problem !== undefined) {
    throw new ProvisioningError('subject_invalid', `The identity provider ${problem}.`, { status: 403 });
  }
  return qualifySubject(subject as string, qualifier);
}

/** The subject without the qualifier by which an identity was stored before qualifiers were read, if it differs. */
export function readUnqualifiedSubject(
  { subject, subjectQualifier }: VerifiedIdentity,
  subjectAttribute: string | undefined,
): string | undefined {
  return subjectAttribute === undefined && subjectQualifier !== undefined ? subject : undefined;
}

/** An attribute by its exact name; never one that is inherited, whatever an assertion calls its attributes. */
export function ownAttribute(identity: VerifiedIdentity, name: string): unknown {
  return Object.hasOwn(identity.attributes, name) ? identity.attributes[name] : undefined;
}

function subjectProblem(subject: unknown, expected: string): string | undefined {
  if (typeof subject !== 'string' || subject.trim() === '')
    return `did not send ${expected} (SAML NameID, OpenID sub)`;
  if (!hasAtMost(subject, 1024)) return `sent a subject of over 1,024 characters`;
  if (!isWellFormedText(subject)) return `sent a subject that is not well-formed Unicode`;
  return undefined;
}

function onlyValue(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function identityProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null)
    return `it yielded ${value === null ? 'null' : typeof value}`;
  const identity = value as Partial<Record<keyof VerifiedIdentity, unknown>>;
  if (typeof identity.protocol !== 'string' || identity.protocol === '') return 'it has no protocol';
  if (typeof identity.issuer !== 'string' || identity.issuer === '') return 'it has no issuer';
  if (!hasAtMost(identity.issuer, 1024) || !isWellFormedText(identity.issuer))
    return 'its issuer is no URL or entity id';
  if (identity.subject !== undefined && typeof identity.subject !== 'string')
    return 'its subject is no string';
  if (identity.subjectQualifier !== undefined && typeof identity.subjectQualifier !== 'string')
    return 'its subjectQualifier is no string';
  if (typeof identity.attributes !== 'object' || identity.attributes === null)
    return 'it has no attributes object';
  return undefined;
}
