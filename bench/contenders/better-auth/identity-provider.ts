import { ISSUER, type Person } from '../../company';

/** The endpoints of the stubbed identity provider. */
export const ENDPOINTS = {
  issuer: ISSUER,
  discoveryEndpoint: `${ISSUER}/.well-known/openid-configuration`,
  authorizationEndpoint: `${ISSUER}/authorize`,
  tokenEndpoint: `${ISSUER}/token`,
  userInfoEndpoint: `${ISSUER}/userinfo`,
  jwksEndpoint: `${ISSUER}/jwks`,
};

/** An authorization code that contains the claims of the user. */
export function encodeAuthorizationCode({ subject, email, firstName, lastName, groups }: Person): string {
  const claims = { sub: subject, email, name: `${firstName} ${lastName}`, groups };
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}

/**
 * Replaces `fetch` with the responses of the identity provider, without a network and without a token to verify: the
 * measurement starts with a verified identity.
 *
 * @returns a function that restores the original `fetch`
 */
export function stubIdentityProvider(): () => void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    switch (url) {
      case ENDPOINTS.tokenEndpoint: {
        const code = new URLSearchParams(init?.body as URLSearchParams | string).get('code');
        return Promise.resolve(Response.json({ access_token: code, token_type: 'Bearer' }));
      }
      case ENDPOINTS.userInfoEndpoint: {
        const [, code = ''] = new Headers(init?.headers).get('authorization')?.split(' ') ?? [];
        return Promise.resolve(Response.json(JSON.parse(Buffer.from(code, 'base64url').toString())));
      }
      default:
        return fetch(input, init);
    }
  };
  return () => void (globalThis.fetch = fetch);
}
