import type { Database } from '../database/database';
import { readRows } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import { unqualifiedSubject } from '../identity/subject-qualifier';
import type { UserBase } from '../entities/user';
import { findIdentity } from '../store/find-identity';
import type { UserReader } from '../store/user-reader';
import { settleCallback } from '../http/settle';
import { samlSessionOf } from './saml-session';
import { sessionOriginOf } from './session-origin';
import { signInContext, type RequestOptions } from './sign-in-context';

interface LogoutProfile {
  issuer?: string;
  nameID?: string;
}

type DoneCallback = (error: unknown, user?: Record<string, unknown>) => void;

/** The type of a logout verify callback of passport-saml, with or without the request before the profile. */
export type VerifySamlLogout = (...args: [...request: unknown[], profile: unknown, done: unknown]) => void;

/**
 * Makes the logout verify callback for passport-saml, with or without `passReqToCallback`: finds the user whom a
 * LogoutRequest (SAML Core 3.7.1) names, among the users of the request's provider and tenant only. passport-saml
 * compares that user with the user of the session, and reports to the identity provider whether the logout succeeded. A
 * session of another tenant or provider stays, unless it belongs to the named user.
 */
export function createVerifySamlLogout(
  database: Database,
  entities: EntitySet,
  reader: UserReader,
): VerifySamlLogout {
  return function verifySamlLogout(...args): void {
    const [profile, done] = args.slice(-2) as [LogoutProfile | null, DoneCallback];
    // Never `undefined`, which would equal a request without a user.
    settleCallback(
      findUser(profile ?? {}).then((user) => (user ?? {}) as Record<string, unknown>),
      done,
    );
  };

  async function findUser(profile: LogoutProfile): Promise<UserBase | undefined> {
    const context = signInContext.getStore();
    if (context === undefined) return undefined;
    const { options, request } = context;
    const sessionUser = request.user as UserBase | undefined;
    const connection = await resolveConnection(options, profile, sessionUser);
    const user = connection && (await findNamedUser(profile, connection, sessionUser));
    const isOfConnection = sessionUser && connection && isSessionOf(sessionUser, connection);
    if (sessionUser !== undefined && user !== sessionUser && !isOfConnection) skipNextLogout(request);
    return user;
  }

  /** The connection of the request; `undefined` if the app does not know it, or expects another issuer. */
  async function resolveConnection(
    options: RequestOptions,
    { issuer }: LogoutProfile,
    sessionUser: UserBase | undefined,
  ): Promise<ProviderConnection | undefined> {
    const resolved = await options.provider();
    if (!resolved.known) return undefined;
    const { provider, issuer: expectedIssuer = issuer } = resolved.options;
    if (issuer !== expectedIssuer) return undefined;
    const sessionProvider = sessionUser && samlSessionOf(sessionUser)?.provider;
    const sessionTenant = sessionProvider === provider ? sessionUser?.tenant : undefined;
    // A LogoutRequest has no attributes that could determine the tenant.
    const tenant = options.tenantNeedsIdentity ? sessionTenant : await options.tenant();
    return tenant === undefined ? undefined : { tenant, provider };
  }

  async function findNamedUser(
    { issuer, nameID }: LogoutProfile,
    { tenant, provider }: ProviderConnection,
    sessionUser: UserBase | undefined,
  ): Promise<UserBase | undefined> {
    if (issuer === undefined || nameID === undefined) return undefined;
    const samlSession = sessionUser && samlSessionOf(sessionUser);
    // The session comes first: a NameID is not always the subject.
    if (samlSession?.provider === provider && sessionUser?.tenant === tenant) {
      return samlSession.nameID === nameID && samlSession.issuer === issuer ? sessionUser : undefined;
    }
    const identity = await findNamedIdentity({ tenant, provider, issuer }, nameID, sessionUser);
    if (identity === undefined) return undefined;
    // If it is the same user, the object of the session itself: passport-saml compares the properties one by one.
    const user =
      sessionUser?.id === identity.userId
        ? sessionUser
        : await database.read(tenant, () => reader.loadUser(database.dataSource, identity.userId));
    // The app may have moved the user to another tenant, where this provider decides nothing.
    return user?.tenant === tenant ? user : undefined;
  }

  /** passport-saml passes a NameID without its qualifiers, so the identities of the session's user are compared first. */
  async function findNamedIdentity(
    where: ProviderConnection & { issuer: string },
    nameID: string,
    sessionUser: UserBase | undefined,
  ): Promise<{ userId: string } | undefined> {
    const own =
      sessionUser === undefined
        ? []
        : await database.read(where.tenant, (manager) =>
            readRows(manager, entities.Identity, {
              properties: ['subject', 'userId'],
              where: { ...where, userId: sessionUser.id },
            }),
          );
    const named = own.find(({ isDeleted, subject }) => !isDeleted && unqualifiedSubject(subject) === nameID);
    if (named !== undefined) return named;
    return database.read(where.tenant, (manager) =>
      findIdentity(manager, entities, { ...where, subject: nameID }),
    );
  }
}

/** The connection to an identity provider from which a LogoutRequest came. */
interface ProviderConnection {
  tenant: string;
  provider: string;
}

/** Whether a session may have begun at a connection. Of an old session, only the tenant is known. */
function isSessionOf(user: UserBase, { tenant, provider }: ProviderConnection): boolean {
  const sessionProvider = samlSessionOf(user)?.provider ?? sessionOriginOf(user)?.provider ?? provider;
  return user.tenant === tenant && sessionProvider === provider;
}

/**
 * passport-saml ends the session of the browser even if the LogoutRequest does not name its user. By a mere link, the
 * provider of one tenant could sign out the users of every other tenant.
 */
function skipNextLogout(request: object): void {
  const target = request as { logout?: unknown };
  const { logout } = target;
  target.logout = (...args: unknown[]) => {
    target.logout = logout;
    (args.at(-1) as (() => void) | undefined)?.();
  };
}
