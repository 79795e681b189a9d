/** The profile that `@node-saml/passport-saml` and the older `passport-saml` pass to a verify callback. */
export interface SamlProfile extends SamlSubject {
  attributes?: Record<string, unknown> | undefined;
  getAssertion?: (() => object) | undefined;
  [attribute: string]: unknown;
}

/** The issuer and the subject of an assertion, under node-saml's names. */
export interface SamlSubject {
  issuer?: string | undefined;
  nameID?: string | undefined;
  nameIDFormat?: string | undefined;
  nameQualifier?: string | undefined;
  spNameQualifier?: string | undefined;
  sessionIndex?: string | undefined;
}

/**
 * The shapes that xml2js produces from an assertion: every element an array, text under `_`, XML attributes under `$`.
 */
interface XmlElement {
  _?: string;
  $?: { [name in string]?: string };
}
interface XmlAssertion {
  Issuer?: XmlElement[];
  Conditions?: { AudienceRestriction?: { Audience?: XmlElement[] }[] }[];
  Subject?: { NameID?: XmlElement[] }[];
  AuthnStatement?: XmlElement[];
  AttributeStatement?: { Attribute?: (XmlElement & { AttributeValue?: unknown[] })[] }[];
}

/**
 * Reads a profile by the verified assertion that it was made from. node-saml omits parts of the assertion from the
 * profile, and if the assertion has no NameID or a NameID without a format, the profile contains an attribute of that
 * name instead.
 */
export function readAssertion(
  profile: SamlProfile,
): SamlSubject & { audiences: string[]; attributes: Record<string, unknown> } {
  const { Assertion: assertion } = (profile.getAssertion?.() ?? {}) as { Assertion?: XmlAssertion };
  if (assertion !== undefined)
    return {
      ...readSubjectElement(assertion),
      audiences: readAudiences(assertion),
      attributes: readAttributes(assertion),
    };
  const { issuer, nameID, nameIDFormat, attributes = {} } = profile;
  return { issuer, nameID, nameIDFormat, audiences: [], attributes };
}

function readSubjectElement({ Issuer, Subject, AuthnStatement }: XmlAssertion): SamlSubject {
  const nameId = Subject?.[0]?.NameID?.[0];
  return {
    issuer: Issuer?.[0]?._,
    nameID: nameId?._,
    nameIDFormat: nameId?.$?.['Format'],
    nameQualifier: nameId?.$?.['NameQualifier'],
    spNameQualifier: nameId?.$?.['SPNameQualifier'],
    sessionIndex: AuthnStatement?.[0]?.$?.['SessionIndex'],
  };
}

/** The entity ids of the service providers that the assertion is addressed to. */
function readAudiences({ Conditions: conditions = [] }: XmlAssertion): string[] {
  return conditions
    .flatMap(({ AudienceRestriction: restrictions = [] }) => restrictions)
    .flatMap(({ Audience: audiences = [] }) => audiences)
    .flatMap(({ _: audience }) => audience ?? []);
}

/**
 * One value as a scalar and several as an array. node-saml keeps only the last of several `<Attribute>` elements with
 * the same name, and drops one without a value. `Object.fromEntries` creates own properties even for a name like
 * `__proto__`.
 */
function readAttributes({ AttributeStatement: statements = [] }: XmlAssertion): Record<string, unknown> {
  const values = new Map<string, unknown[]>();
  for (const { $, AttributeValue = [] } of statements.flatMap(({ Attribute }) => Attribute ?? [])) {
    const name = $?.['Name'];
    if (name === undefined) continue;
    // SAML Core 2.7.3.1: an attribute without an AttributeValue exists, and has no value.
    const attributeValues = values.get(name) ?? [];
    for (const value of AttributeValue) attributeValues.push(textContent(value));
    values.set(name, attributeValues);
  }
  return Object.fromEntries(
    [...values].map(([name, attributeValues]) => [
      name,
      attributeValues.length > 1 ? attributeValues : attributeValues[0],
    ]),
  );
}

/** The text of a value; `undefined` for an empty or blank value or `xsi:nil`; an element with children unchanged. */
function textContent(value: unknown): unknown {
  // Text is under `_`; only a blank element without XML attributes is a plain string.
  if (typeof value !== 'object' || value === null) return undefined;
  const hasChildren = Object.keys(value).some((key) => key !== '_' && key !== '$');
  return hasChildren ? value : (value as XmlElement)._;
}
