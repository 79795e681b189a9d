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

function samlIdentity(profile: SamlProfile): VerifiedIdentity {
  const attributes = samlAttributes(profile);
  const email =
    firstText(attributes, EMAIL_ATTRIBUTES) ??
    (profile.nameIDFormat === EMAIL_FORMAT ? profile.nameID : undefined);
  return {
    protocol: 'saml',
    issuer: profile.issuer ?? '',
    subject: profile.nameID ?? '',
    ...(profile.nameIDFormat === undefined ? {} : { subjectFormat: profile.nameIDFormat }),
    ...(email === undefined ? {} : { email }),
    attributes,
  };
}

/**
 * node-saml keeps only the last of several `<Attribute>` elements of one name, and drops one without a value.
 * The verified assertion has them all, so what it says goes first. `Object.fromEntries` makes own properties even
 * of a name like `__proto__`.
 */
function samlAttributes(profile: SamlProfile): Record<string, unknown> {
  const values = new Map<string, unknown[]>();
  for (const { name, value } of assertedAttributes(profile)) {
    values.set(name, [...(values.get(name) ?? []), ...value]);
  }
  const asserted = [...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]] as const);
  return Object.fromEntries([...Object.entries(profile.attributes ?? {}), ...asserted]);
}

/** The shapes that xml2js makes of an assertion: every element an array, text under `_`, XML attributes under `$`. */
interface XmlAttribute {
  $?: { Name?: string };
  AttributeValue?: unknown[];
}
interface XmlAssertion {
  Assertion?: { AttributeStatement?: { Attribute?: XmlAttribute[] }[] };
}

function* assertedAttributes(profile: SamlProfile): Generator<{ name: string; value: unknown[] }> {
  const { Assertion } = (profile.getAssertion?.() ?? {}) as XmlAssertion;
  for (const statement of Assertion?.AttributeStatement ?? []) {
    if (!Array.isArray(statement.Attribute)) continue;
    for (const attribute of statement.Attribute) {
      const name = attribute.$?.Name;
      // SAML Core 2.7.3.1: an attribute without an AttributeValue exists, and has no value.
      if (name !== undefined) yield { name, value: (attribute.AttributeValue ?? []).map(textOf) };
    }
  }
}

/** The text of a value, `undefined` for an empty one or `xsi:nil`, and an element with children as it is. */
function textOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const hasChildren = Object.keys(value).some((key) => key !== '_' && key !== '$');
  return hasChildren ? value : (value as { _?: string })._;
}
