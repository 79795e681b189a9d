import type { SamlSession } from '../identity/verify-saml';

/** What passport-saml reads from the user. */
const PASSPORT_SAML_PROPERTIES = [
  'nameID',
  'nameIDFormat',
  'nameQualifier',
  'spNameQualifier',
  'sessionIndex',
] as const;

const samlSessions = new WeakMap<object, SamlSession>();

/** Keeps it with the user's object, where neither JSON nor TypeORM sees it. A column of the app's own stays as it is. */
export function attachSamlSession(user: object, samlSession: SamlSession): void {
  samlSessions.set(user, samlSession);
  for (const name of PASSPORT_SAML_PROPERTIES) {
    if (!(name in user)) Object.defineProperty(user, name, { value: samlSession[name], configurable: true });
  }
}

export function samlSessionOf(user: object): SamlSession | undefined {
  return samlSessions.get(user);
}
