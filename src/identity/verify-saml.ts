import { EMAIL_ATTRIBUTES, firstText } from './attributes';
import { readAssertion, type SamlProfile } from './saml-assertion';
import { subjectQualifier } from './subject-qualifier';
import type { VerifiedIdentity } from './verified-identity';

/**
 * The SAML session of a user. A LogoutRequest names these values (SAML Core 3.7.1), and passport-saml reads them from
 * the user of the session.
 */
export interface SamlSession {
  provider: string;
  issuer: string;
  nameID: string;
  nameIDFormat?: string;
  nameQualifier?: string;
  spNameQualifier?: string;
  sessionIndex?: string;
}

/** An identity with the values that a later SAML logout names. */
export interface SamlIdentity extends VerifiedIdentity {
  samlSession?: Omit<SamlSession, 'provider' | 'issuer'>;
}

type DoneCallback = (error: Error | null, identity?: Record<string, unknown>) => void;

/**
 * The verify callback for the SAML strategies (`@node-saml/passport-saml`, `passport-saml`), with or without
 * `passReqToCallback`. The subject is the NameID (SAML Core 2.2.3, formats in 8.3), with the qualifiers that differ
 * from the issuer and the service provider (2.2.2). The issuer is that of the assertion (2.2.5). The attributes are
 * those of the verified assertion (2.7.3), including several with the same name. The address is read from the usual
 * attributes, or from a NameID of the format `emailAddress`.
 *
 * @example
 * ```ts
 * const strategy = new SamlStrategy(samlOptions, verifySaml, jit.verifySamlLogout);
 * passport.use('company', jit.wrap(strategy, { provider: 'company' }));
 * ```
 */
export function verifySaml(...args: [...request: unknown[], profile: unknown, done: unknown]): void {
  const [profile, done] = args.slice(-2) as [SamlProfile | null, DoneCallback];
  let identity: SamlIdentity;
  try {
    identity = samlIdentity(profile ?? {});
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, { ...identity });
}

const EMAIL_NAMEID_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

function samlIdentity(profile: SamlProfile): SamlIdentity {
  const { attributes, audiences, issuer, nameID, nameIDFormat, ...sessionFields } = readAssertion(profile);
  const qualifier = subjectQualifier({ ...sessionFields, issuer, audiences });
  const email =
    firstText(attributes, EMAIL_ATTRIBUTES) ?? (nameIDFormat === EMAIL_NAMEID_FORMAT ? nameID : undefined);
  return {
    protocol: 'saml',
    issuer: issuer ?? '',
    subject: nameID ?? '',
    ...(nameIDFormat === undefined ? {} : { subjectFormat: nameIDFormat }),
    ...(qualifier === undefined ? {} : { subjectQualifier: qualifier }),
    ...(email === undefined ? {} : { email }),
    attributes,
    ...(nameID === undefined ? {} : { samlSession: { nameID, nameIDFormat, ...sessionFields } }),
  };
}
