import type { VerifiedIdentity } from './verified-identity';
import { EMAIL_ATTRIBUTES, firstText } from './attributes';

/** What `@node-saml/passport-saml` and the older `passport-saml` hand to a verify callback. */
export interface SamlProfile {
  issuer?: string | undefined;
  nameID?: string | undefined;
  nameIDFormat?: string | undefined;
  attributes?: Record<string, unknown> | undefined;
  getAssertion?: (() => object) | undefined;
  [attribute: string]: unknown;
}

type Done<Result> = (error: Error | null, result?: Result) => void;

/**
 * The verify callback for the SAML strategies, with or without `passReqToCallback`.
 * The subject is the NameID (SAML Core 8.3), the attributes are those of the verified assertion.
 */
export function verifySaml(...args: [...request: unknown[], profile: unknown, done: unknown]): void {
  const [profile, done] = args.slice(-2) as [SamlProfile | null, Done<Record<string, unknown>>];
  let identity: VerifiedIdentity;
  try {
    identity = samlIdentity(profile ?? {});
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, { ...identity });
}

const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

/** An identity with what a later logout by SAML has to name. */
export interface SamlIdentity extends VerifiedIdentity {
  signOn?: Omit<SamlSignOn, 'provider' | 'issuer'>;
}

function samlIdentity(profile: SamlProfile): SamlIdentity {
  const { Assertion: assertion } = (profile.getAssertion?.() ?? {}) as { Assertion?: XmlAssertion };
  const { issuer, nameID, nameIDFormat } = assertion === undefined ? profile : named(assertion);
  const attributes = samlAttributes(profile.attributes, assertion);
  const email =
    firstText(attributes, EMAIL_ATTRIBUTES) ?? (nameIDFormat === EMAIL_FORMAT ? nameID : undefined);
  return {
    protocol: 'saml',
    issuer: issuer ?? '',
    subject: nameID ?? '',
    ...(nameIDFormat === undefined ? {} : { subjectFormat: nameIDFormat }),
    ...(email === undefined ? {} : { email }),
    attributes,
  };
}

/** The shapes that xml2js makes of an assertion: every element an array, text under `_`, XML attributes under `$`. */
interface XmlElement {
  _?: string;
  $?: Record<string, string>;
}
interface XmlAssertion {
  Issuer?: XmlElement[];
  Subject?: { NameID?: XmlElement[] }[];
  AttributeStatement?: { Attribute?: (XmlElement & { AttributeValue?: unknown[] })[] }[];
}

/**
 * Who the assertion is from and about. The profile says so too; but where the assertion leaves one of them out,
 * node-saml puts an attribute of that name there.
 */
function named({ Issuer, Subject }: XmlAssertion): Pick<SamlProfile, 'issuer' | 'nameID' | 'nameIDFormat'> {
  const nameId = Subject?.[0]?.NameID?.[0];
  return { issuer: Issuer?.[0]?._, nameID: nameId?._, nameIDFormat: nameId?.$?.['Format'] };
}

/**
 * node-saml keeps only the last of several `<Attribute>` elements of one name, and drops one without a value.
 * The verified assertion has them all, so what it says goes first. `Object.fromEntries` makes own properties even
 * of a name like `__proto__`.
 */
function samlAttributes(
  attributes: Record<string, unknown> | undefined,
  assertion: XmlAssertion | undefined,
): Record<string, unknown> {
  const elements = (assertion?.AttributeStatement ?? []).flatMap(({ Attribute }) =>
    Array.isArray(Attribute) ? Attribute : [],
  );
  const values = new Map<string, unknown[]>();
  for (const { $, AttributeValue = [] } of elements) {
    const name = $?.['Name'];
    // SAML Core 2.7.3.1: an attribute without an AttributeValue exists, and has no value.
    if (name === undefined) continue;
    const all = values.get(name) ?? [];
    for (const value of AttributeValue) all.push(textOf(value));
    values.set(name, all);
  }
  const asserted = [...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]] as const);
  return Object.fromEntries([...Object.entries(attributes ?? {}), ...asserted]);
}

/** The text of a value, `undefined` for an empty or blank one or `xsi:nil`, and an element with children as it is. */
function textOf(value: unknown): unknown {
  // Text stands under `_`; only a blank element without XML attributes is a string by itself.
  if (typeof value !== 'object' || value === null) return undefined;
  const hasChildren = Object.keys(value).some((key) => key !== '_' && key !== '$');
  return hasChildren ? value : (value as XmlElement)._;
}
