import type { SamlSession } from '../identity/verify-saml';

/** The properties that passport-saml reads from the user. */
const PASSPORT_SAML_PROPERTIES = [
  'nameID',
  'nameIDFormat',
  'nameQualifier',
  'spNameQualifier',
  'sessionIndex',
] as const;

const samlSessions = new WeakMap<object, SamlSession>();

/**
 * Attaches the SAML session to the user's object, hidden from JSON and TypeORM. A column of the app with the same name
 * keeps its value.
 */
export function attachSamlSession(user: object, samlSession: SamlSession): void {
  samlSessions.set(user, samlSession);
  for (const name of PASSPORT_SAML_PROPERTIES) {
    if (!(name in user)) Object.defineProperty(user, name, { value: samlSession[name], configurable: true });
  }
}

export function samlSessionOf(user: object): SamlSession | undefined {
  return samlSessions.get(user);
}
