import type { SessionGenerations } from '../store/session-generations';

/** The provider of a session, and the generations that its sign-in read. */
export interface SessionOrigin {
  /** Null if unknown, for example for a session from before generations were stored. */
  provider: string | null;
  generations: SessionGenerations;
  /** After a sign-in by OpenID Connect whose ID token has a `sid`. */
  providerSession?: ProviderSession;
}

/** The session at an OpenID provider that a session of the app began with. */
export interface ProviderSession {
  /** The claim of the ID token (OpenID Connect Back-Channel Logout, 2.1). A logout token names it. */
  sid: string;
  /** When the session of the app began, in milliseconds since 1970. */
  since: number;
}

const origins = new WeakMap<object, SessionOrigin>();

/** Attaches the origin to the user's object, hidden from JSON and TypeORM. */
export function attachSessionOrigin(user: object, origin: SessionOrigin): void {
  origins.set(user, origin);
}

export function sessionOriginOf(user: object): SessionOrigin | undefined {
  return origins.get(user);
}

/** The origin that a session has stored. A session from before generations were stored counts as generation 0. */
export function storedOrigin(session: StoredOrigin): SessionOrigin {
  const provider = session.provider ?? session.saml?.provider;
  const { user = 0, tenant = 0, provider: providerGeneration = 0 } = session.generations ?? {};
  const { providerSession } = session;
  return {
    provider: typeof provider === 'string' ? provider : null,
    generations: { user, tenant, provider: providerGeneration },
    ...(providerSession ? { providerSession } : {}),
  };
}

/** Whether the session with a `sid` is so old that it may have been terminated, and the row for it deleted. */
export function isTooOld({ providerSession }: SessionOrigin, maxAge: number): boolean {
  if (providerSession === undefined) return false;
  const age = Date.now() - providerSession.since;
  // Not `age > maxAge`: a time that is no number counts as too old.
  return !(age <= maxAge);
}

interface StoredOrigin {
  provider?: string | null;
  generations?: Partial<SessionGenerations>;
  providerSession?: ProviderSession;
  saml?: { provider?: unknown };
}

/** Whether no session was ended between the two. */
export function isSameGeneration(one: SessionGenerations, other: SessionGenerations): boolean {
  return one.user === other.user && one.tenant === other.tenant && one.provider === other.provider;
}
