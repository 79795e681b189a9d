import type { SessionGenerations } from '../store/session-generations';

/** The provider of a session, and the generations that its sign-in read. */
export interface SessionOrigin {
  /** Null if unknown, for example for a session from before generations were stored. */
  provider: string | null;
  generations: SessionGenerations;
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
  return {
    provider: typeof provider === 'string' ? provider : null,
    generations: { user, tenant, provider: providerGeneration },
  };
}

interface StoredOrigin {
  provider?: string | null;
  generations?: Partial<SessionGenerations>;
  saml?: { provider?: unknown };
}

/** Whether no session was ended between the two. */
export function isSameGeneration(one: SessionGenerations, other: SessionGenerations): boolean {
  return one.user === other.user && one.tenant === other.tenant && one.provider === other.provider;
}
