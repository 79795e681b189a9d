import { xml, type Html } from '../html';
import type { DemoUser } from './directory';

/** A value of `null` is written as `xsi:nil`, an empty string as an empty element. */
export type SamlAttributeValue = string | null;

/**
 * The attributes of an assertion. A list of pairs is written element by element, so that one name can stand in
 * several `<Attribute>` elements, as Keycloak's stock mappers do it. No values make an attribute without any.
 */
export type SamlAttributes =
  | Record<string, SamlAttributeValue | SamlAttributeValue[] | undefined>
  | readonly (readonly [name: string, values: SamlAttributeValue | SamlAttributeValue[]])[];

/** The attributes that most providers send. For a user in no group, the groups attribute is missing. */
export function usualAttributes({ email, givenName, surname, avatar, groups }: DemoUser): SamlAttributes {
  return { email, givenName, surname, avatar, groups: groups.length === 0 ? undefined : groups };
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** The `<AttributeStatement>`, or nothing where there are no attributes: an empty one is against the schema. */
export function attributeStatement(attributes: SamlAttributes): Html | undefined {
  const elements = (Array.isArray(attributes) ? attributes : Object.entries(attributes)).flatMap(
    ([name, values]) =>
      values === undefined ? [] : [attribute(name as string, [values].flat() as SamlAttributeValue[])],
  );
  if (elements.length === 0) return undefined;
  return xml`<saml:AttributeStatement xmlns:xsi="${XSI}">${elements}</saml:AttributeStatement>`;
}

function attribute(name: string, values: SamlAttributeValue[]): Html {
  return xml`<saml:Attribute Name="${name}">${values.map(attributeValue)}</saml:Attribute>`;
}

function attributeValue(value: SamlAttributeValue): Html {
  if (value === null) return xml`<saml:AttributeValue xsi:nil="true" />`;
  return xml`<saml:AttributeValue>${value}</saml:AttributeValue>`;
}
