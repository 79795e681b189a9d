import { verifySaml, type VerifiedIdentity } from 'passport-jit';

/** The address that is read from the attributes of a SAML profile. */
function emailFrom(attributes: Record<string, unknown>): string | undefined {
  let identity: VerifiedIdentity | undefined;
  verifySaml(
    { issuer: 'https://idp.example.com', nameID: 'ada', attributes },
    (_: unknown, found: unknown) => {
      identity = found as VerifiedIdentity;
    },
  );
  return identity?.email;
}

test.each([
  ['most providers', 'email'],
  ['LDAP', 'mail'],
  ['Entra ID and AD FS', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'],
  ['eduPerson', 'urn:oid:0.9.2342.19200300.100.1.3'],
  ['the built-in mapper of Keycloak', 'urn:oid:1.2.840.113549.1.9.1'],
  ['a connector of OneLogin', 'User.email'],
  ['Zitadel', 'Email'],
])('the address of %s is found under %s', (_, name) => {
  expect(emailFrom({ [name]: 'ada@example.com' })).toBe('ada@example.com');
});
