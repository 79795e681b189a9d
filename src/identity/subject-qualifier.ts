/** The character between a NameID and its qualifiers. XML does not allow it, so no NameID contains it. */
export const QUALIFIER_SEPARATOR = '\u001f';

/** A NameID as an assertion contains it, with the parties that replace a missing qualifier. */
interface QualifiedNameID {
  issuer?: string | undefined;
  audiences: readonly string[];
  nameQualifier?: string | undefined;
  spNameQualifier?: string | undefined;
}

/**
 * The qualifiers of a NameID as a part of the subject. SAML Core 2.2.2: the same NameID with another qualifier is
 * another user, and a missing qualifier stands for the issuer or the service provider.
 *
 * @returns `undefined` if both qualifiers equal their defaults
 */
export function subjectQualifier(nameID: QualifiedNameID): string | undefined {
  const { issuer, audiences, nameQualifier = '', spNameQualifier = '' } = nameID;
  const qualifiers = [
    nameQualifier === issuer ? '' : nameQualifier,
    audiences.includes(spNameQualifier) ? '' : spNameQualifier,
  ];
  return qualifiers.every((qualifier) => qualifier === '') ? undefined : qualifiers.join(QUALIFIER_SEPARATOR);
}

/** The subject of a NameID with qualifiers. */
export function qualifySubject(nameID: string, qualifier: string | undefined): string {
  return qualifier === undefined ? nameID : `${nameID}${QUALIFIER_SEPARATOR}${qualifier}`;
}

/** The NameID of a subject. */
export function unqualifiedSubject(subject: string): string {
  return subject.split(QUALIFIER_SEPARATOR, 1)[0]!;
}
