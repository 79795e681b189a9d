import samlp from 'samlp';
import signers from 'samlp/lib/signers';
import { xml } from '../html';
import { attributeStatement } from './saml-attributes';
import type { DemoUser } from './directory';
import type { SamlNameId, SamlSettings } from './saml-settings';

/** What the service provider asked for. */
export interface SamlRequest {
  id: string;
  issuer: string;
  acsUrl: string;
}

export interface SignedOn {
  response: string;
  /** What a later LogoutRequest has to name. */
  nameId: string;
  nameIdFormat: string;
  sessionIndex: string;
}

/** A SAML response whose assertion is signed. */
export async function samlResponse(
  user: DemoUser,
  request: SamlRequest,
  settings: SamlSettings,
  privateKey: string,
  sessionIndex: string,
): Promise<SignedOn> {
  const nameId = settings.nameId(user);
  const unsigned = await unsignedResponse(user, {
    issuer: settings.issuer,
    audience: settings.audience ?? request.issuer,
    recipient: settings.recipient ?? request.acsUrl,
    destination: request.acsUrl,
    inResponseTo: settings.inResponseTo ?? request.id,
    lifetimeInSeconds: settings.lifetimeInSeconds,
    sessionIndex,
    signAssertion: false,
    profileMapper: () => ({
      getClaims: () => undefined,
      getNameIdentifier: () => ({
        // samlp insists on one; it is taken out below.
        nameIdentifier: nameId?.value ?? 'none',
        nameIdentifierFormat: nameId?.format,
      }),
    }),
  });
  // samlp writes one <Attribute> for a name and always a <NameID>, without qualifiers. Real providers differ in just these, so the
  // assertion is finished here and signed by samlp afterwards.
  const response = unsigned.replace(/<saml:Assertion .*<\/saml:Assertion>/s, (assertion) => {
    const named =
      nameId === undefined
        ? assertion.replace(/<saml:NameID.*?<\/saml:NameID>/s, '')
        : assertion.replace('<saml:NameID', () => `<saml:NameID${qualifierAttributes(nameId)}`);
    const statement = attributeStatement(settings.attributes(user))?.source ?? '';
    return sign(
      named.replace('</saml:Assertion>', () => `${statement}</saml:Assertion>`),
      privateKey,
    );
  });
  return { response, nameId: nameId?.value ?? '', nameIdFormat: nameId?.format ?? '', sessionIndex };
}

function unsignedResponse(user: DemoUser, options: object): Promise<string> {
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse(options, user, (error, response) => (error ? reject(error) : resolve(response!)));
  });
}

function qualifierAttributes({ nameQualifier, spNameQualifier }: SamlNameId): string {
  const attributes = { NameQualifier: nameQualifier, SPNameQualifier: spNameQualifier };
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : xml` ${name}="${value}"`.source))
    .join('');
}

function sign(assertion: string, key: string): string {
  const signed = signers.signXml({ reference: `//*[local-name(.)='Assertion']`, key, cert: '' }, assertion);
  // Without a certificate samlp writes an empty one. A KeyInfo is optional, and must not be trusted.
  return signed.replace(/<KeyInfo>.*?<\/KeyInfo>/s, '');
}
