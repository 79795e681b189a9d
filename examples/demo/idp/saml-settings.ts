import { usualAttributes, type SamlAttributes } from './saml-attributes';
import type { DemoUser } from './directory';

export const NAME_ID_FORMAT = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  emailAddress: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
} as const;

/** A NameID; a qualifier that is left out stands for the provider, or for the service provider. */
export interface SamlNameId {
  value: string;
  format: string;
  nameQualifier?: string;
  spNameQualifier?: string;
}

/** How the provider answers. It is read anew at every sign-in, so all of it can be changed in between. */
export interface SamlSettings {
  /** The entity id that the provider goes by. */
  issuer: string;
  attributes: (user: DemoUser) => SamlAttributes;
  /** `undefined` leaves the NameID out, as AD FS may. */
  nameId: (user: DemoUser) => SamlNameId | undefined;
  /** Left out: the service provider that asked. */
  audience?: string;
  /** Left out: where the answer goes. */
  recipient?: string;
  /** Left out: the id of the request. */
  inResponseTo?: string;
  lifetimeInSeconds: number;
  /** Whether a user who is already signed in is prompted again. */
  singleSignOn: boolean;
  /** Where a service provider takes a LogoutRequest (redirect binding), by the URL that it takes answers at. */
  logoutUrl: (acsUrl: string) => string;
}

export function defaultSamlSettings(issuer: string): SamlSettings {
  return {
    issuer,
    attributes: usualAttributes,
    nameId: ({ id }) => ({ value: id, format: NAME_ID_FORMAT.persistent }),
    lifetimeInSeconds: 300,
    singleSignOn: true,
    logoutUrl: (acsUrl) => acsUrl,
  };
}
