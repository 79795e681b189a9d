import type { KeyObject } from 'node:crypto';
import { xml } from '../html';

/** The provider's metadata. Its key stands there as a bare key, which SAML 2.0 allows beside certificates. */
export function samlMetadata(
  issuer: string,
  publicKey: KeyObject,
  ssoUrl: string,
  logoutUrl: string,
): string {
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
  return xml`<EntityDescriptor entityID="${issuer}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">
    <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
      <KeyDescriptor use="signing">
        <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
          <KeyValue>
            <RSAKeyValue><Modulus>${base64(n)}</Modulus><Exponent>${base64(e)}</Exponent></RSAKeyValue>
          </KeyValue>
        </KeyInfo>
      </KeyDescriptor>
      <SingleLogoutService Binding="${redirect}" Location="${logoutUrl}"/>
      <SingleSignOnService Binding="${redirect}" Location="${ssoUrl}" />
    </IDPSSODescriptor>
  </EntityDescriptor>
`.source;
}

function base64(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('base64');
}
