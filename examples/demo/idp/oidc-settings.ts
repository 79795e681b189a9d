import type { DemoUser } from './directory';

/** Claims by their names, as they stand in the ID token or in the userinfo answer. */
export type Claims = Record<string, unknown>;

/** How the provider answers. It is read anew at every sign-in, so all of it can be changed in between. */
export interface OidcSettings {
  /** Everything that there is to say about a user; the scopes decide what of it is said. */
  claims: (user: DemoUser, where: 'id_token' | 'userinfo') => Claims;
  /** Whether the ID token has the claims too, beside the userinfo answer. */
  claimsInIdToken: boolean;
  /** Rewrites the userinfo answer: another object, or a string that is no JSON at all. */
  userinfo?: (body: Claims, user: DemoUser) => unknown;
}

export function defaultOidcSettings(): OidcSettings {
  return { claims: usualClaims, claimsInIdToken: false };
}

/** The claims that most providers send. A user in no group has an empty list. */
export function usualClaims(user: DemoUser): Claims {
  return {
    email: user.email,
    email_verified: user.emailVerified,
    name: `${user.givenName} ${user.surname}`,
    given_name: user.givenName,
    family_name: user.surname,
    picture: user.avatar,
    groups: user.groups,
  };
}

/**
 * Which scope gives which claims. `tid` and `hd` are the company in Entra ID and at Google. Of the groups, there are the
 * claims of Entra ID, Keycloak and Zitadel; the last ones are those by which Entra ID says that there are too many groups.
 */
export const CLAIMS_OF_SCOPES = {
  openid: ['sub'],
  email: ['email', 'email_verified'],
  profile: ['name', 'given_name', 'family_name', 'picture', 'tid', 'hd'],
  groups: [
    'groups',
    'roles',
    'realm_access',
    'resource_access',
    'urn:zitadel:iam:org:project:roles',
    'hasgroups',
    '_claim_names',
    '_claim_sources',
  ],
};
