import { ProvisioningError } from '../errors';
import { hasAtMost, isWellFormedText } from '../validation/text';
import { QUALIFIER_SEPARATOR, qualifySubject } from './subject-qualifier';

/**
 * The user as the identity provider describes the user, in one shape for every protocol. `jit.wrap` accepts any
 * Passport strategy whose verify callback yields a verified identity.
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
  /** `saml`, `oidc`, or a name of your own for another protocol. */
  protocol: string;
  /** The SAML entity id or the OpenID issuer URL. A sign-in of a known identity from another issuer is refused. */
  issuer: string;
  /**
   * The stable id of the user at this issuer, 1 to 1,024 characters. Never use an email address, which can be assigned
   * to another user.
   */
  subject: string;
  /** SAML: the format of the NameID. */
  subjectFormat?: string;
  /**
   * SAML: the qualifiers of the NameID, if they differ from the issuer and the service provider. They are part of the
   * subject.
   */
  subjectQualifier?: string;
  /** The email address as the provider gave it. */
  email?: string;
  /** Exactly `true` if the provider has verified the address (the OpenID claim `email_verified`). */
  emailVerified?: boolean;
  /** All attributes or claims that the provider sent, under the provider's own names. */
  attributes: Readonly<Record<string, unknown>>;
}

/**
 * @throws {ProvisioningError} `identity_invalid` if the verify callback of a strategy yielded another value
 */
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

/** SAML Core 8.3.8: a transient NameID differs at every sign-in. */
const TRANSIENT_NAMEID_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

/**
 * The subject that identifies a returning user: the identity's own, or the attribute that the provider's options name.
 *
 * @throws {ProvisioningError} `subject_transient`, `subject_invalid`
 */
export function readSubject(identity: VerifiedIdentity, subjectAttribute: string | undefined): string {
  if (subjectAttribute === undefined && identity.subjectFormat === TRANSIENT_NAMEID_FORMAT) {
    throw new ProvisioningError(
      'subject_transient',
      'The identity provider sent a transient NameID, which differs at every sign-in. Have it send a ' +
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

/**
 * The subject without its qualifier, if it has one. Identities from before qualifiers were read are stored in this
 * form.
 */
export function readUnqualifiedSubject(
  { subject, subjectQualifier }: VerifiedIdentity,
  subjectAttribute: string | undefined,
): string | undefined {
  return subjectAttribute === undefined && subjectQualifier !== undefined ? subject : undefined;
}

/** Reads an attribute by its exact name; never an inherited one, whatever names an assertion contains. */
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
    return 'its issuer is not a URL or entity id';
  if (identity.subject !== undefined && typeof identity.subject !== 'string')
    return 'its subject is not a string';
  if (identity.subjectQualifier !== undefined && typeof identity.subjectQualifier !== 'string')
    return 'its subjectQualifier is not a string';
  if (typeof identity.attributes !== 'object' || identity.attributes === null)
    return 'it has no attributes object';
  return undefined;
}
