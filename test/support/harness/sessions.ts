import type { Provisioning, SessionUser } from 'passport-jit';

/** What a session keeps of a user who has signed in. */
export function openSession(jit: Provisioning, user: object): Promise<SessionUser> {
  return new Promise((resolve, reject) =>
    jit.serializeUser(user, (error, session) => (error ? reject(error) : resolve(session!))),
  );
}

/** Whether a request with the session has a user. It is stored as JSON, as a session store does. */
export function isValidSession(jit: Provisioning, session: unknown): Promise<boolean> {
  return new Promise((resolve, reject) =>
    jit.deserializeUser(JSON.parse(JSON.stringify(session)), (error, user) =>
      error ? reject(error) : resolve(user !== false && user !== undefined),
    ),
  );
}
