import type { AttributeNames } from '../identity/claims';

/** The properties of an identity provider that a sign-in needs. */
export interface ProviderOptions {
  /** The id of the provider, 1 to 128 characters. Together with tenant and subject, it is the key of an identity. */
  provider: string;
  /**
   * The only accepted issuer, for a strategy that does not check it: passport-saml does not, and an OpenID provider
   * with many customers may sign for all of them.
   *
   * @default every issuer that the strategy accepts
   */
  issuer?: string | undefined;
  /**
   * SAML: the attribute that contains the subject, instead of the NameID. It must have one value, which never changes
   * and is never reassigned to another user. Without it, a transient NameID is refused (`subject_transient`).
   *
   * @default the NameID
   */
  subjectAttribute?: string | undefined;
  /**
   * Domains whose addresses are trusted even without `email_verified`, so that they link to an invitation. Each is a
   * whole domain, compared without case: `example.com` does not include `mail.example.com`. Other forms
   * (`@example.com`, `*.example.com`, a URL), public suffixes and free-mail domains are faults.
   *
   * @default none
   */
  emailDomains?: readonly string[] | undefined;
  /**
   * The attributes that contain the profile, instead of the usual names.
   *
   * @default the usual names of OpenID Connect, SAML and LDAP
   */
  attributes?: AttributeNames | undefined;
}
