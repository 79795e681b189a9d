import type { DataSource } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import { subjectHash } from '../entities/identity';
import type { UserBase } from '../entities/user';
import type { UserReader } from '../store/user-reader';
import { settleCallback } from '../http/settle';
import { resolveTenant } from '../http/tenant';
import { samlSessionOf } from './saml-session';
import { signInContext } from './sign-in-context';

interface LogoutProfile {
  issuer?: string;
  nameID?: string;
}

type DoneCallback = (error: unknown, user?: Record<string, unknown>) => void;

/** The form in which passport-saml takes its logout verify callback, with or without the request before the profile. */
export type VerifySamlLogout = (...args: [...request: unknown[], profile: unknown, done: unknown]) => void;

/**
 * Makes the logout verify callback for passport-saml, with or without `passReqToCallback`: finds the user whom a
 * LogoutRequest (SAML Core 3.7.1) is about. passport-saml compares that user with the one of the session, and tells
 * the identity provider whether it could log them out.
 */
export function createVerifySamlLogout(
  dataSource: DataSource,
  entities: EntitySet,
  reader: UserReader,
): VerifySamlLogout {
  return function verifySamlLogout(...args): void {
    const [profile, done] = args.slice(-2) as [LogoutProfile | null, DoneCallback];
    // Never undefined: that would equal a request without a user.
    settleCallback(
      findUser(profile ?? {}).then((user) => (user ?? {}) as Record<string, unknown>),
      done,
    );
  };

  async function findUser({ issuer, nameID }: LogoutProfile): Promise<UserBase | undefined> {
    const context = signInContext.getStore();
    if (context === undefined || issuer === undefined || nameID === undefined) return undefined;
    const { provider, request } = context;
    const tenant = await resolveTenant(context.tenant, request);
    const sessionUser = request.user as UserBase | undefined;
    const samlSession = sessionUser && samlSessionOf(sessionUser);
    // The session itself knows best: a NameID need not be the subject.
    if (samlSession?.provider === provider && sessionUser?.tenant === tenant) {
      return samlSession.nameID === nameID && samlSession.issuer === issuer ? sessionUser : undefined;
    }
    const identity = await dataSource.manager.findOneBy(entities.Identity, {
      tenant,
      provider,
      subjectHash: subjectHash(nameID),
      issuer,
    });
    if (identity === null || identity.subject !== nameID) return undefined;
    // The very object of the session, where it is the same user: passport-saml compares them property by property.
    return sessionUser?.id === identity.userId ? sessionUser : reader.loadUser(dataSource, identity.userId);
  }
}
