import type { SessionGenerations } from '../store/session-generations';

/** Where the session of a user comes from, and the generations that its sign-in read. */
export interface SessionOrigin {
  /** Null where it is not known, for instance of a session from before generations were stored. */
  provider: string | null;
  generations: SessionGenerations;
}

const origins = new WeakMap<object, SessionOrigin>();

/** Keeps it with the user's object, where neither JSON nor TypeORM sees it. */
export function attachSessionOrigin(user: object, origin: SessionOrigin): void {
  origins.set(user, origin);
}

export function sessionOriginOf(user: object): SessionOrigin | undefined {
  return origins.get(user);
}

/** What a session stores of it, as far as it is there; a session from before counts as generation 0. */
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

/** Whether no session was ended since. */
export function isSameGeneration(one: SessionGenerations, other: SessionGenerations): boolean {
  return one.user === other.user && one.tenant === other.tenant && one.provider === other.provider;
}
