import type { AttributeNames } from '../identity/claims';

/** What a sign-in needs to know of its identity provider. */
export interface ProviderOptions {
  /** The provider's id, of at most 128 characters: with tenant and subject, the key of an identity. */
  provider: string;
  /**
   * The one issuer whose word counts here, for a strategy that does not check it: passport-saml does not, and an OpenID
   * provider with many customers may sign for all of them.
   *
   * @default any that the strategy lets through
   */
  issuer?: string | undefined;
  /**
   * SAML: the attribute to take for the subject, instead of the NameID. It must have one value, which never changes and is
   * never reassigned to another user. A transient NameID is refused without it (`subject_transient`).
   */
  subjectAttribute?: string | undefined;
  /**
   * Domains whose addresses are trusted even without `email_verified`, so that they link to an invitation. Each is a whole
   * domain, compared without case: `example.com` does not include `mail.example.com`. Another form (`@example.com`,
   * `*.example.com`, a URL), a public suffix and a free-mail domain are faults.
   *
   * @default none
   */
  emailDomains?: readonly string[] | undefined;
  /** Where to read the profile, instead of under the usual names. */
  attributes?: AttributeNames | undefined;
}
