import { client, type IdentityProviders } from '../demo/providers';

/** What the app has to know of its customers' identity providers, in the words of the strategies. */
export type IdentityProviderConfig = ReturnType<typeof identityProviderConfig>;

/** In production this comes out of each customer's set-up; the instances never meet the providers themselves. */
export function identityProviderConfig({ acme, globex }: IdentityProviders) {
  return {
    acme: {
      entryPoint: acme.ssoUrl,
      logoutUrl: acme.logoutUrl,
      idpIssuer: acme.settings.issuer,
      idpCert: acme.publicKey,
    },
    globex: {
      issuer: globex.url,
      authorizationURL: globex.authorizationUrl,
      tokenURL: globex.tokenUrl,
      userInfoURL: globex.userInfoUrl,
      clientID: client.id,
      clientSecret: client.secret,
    },
  };
}
